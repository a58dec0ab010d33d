package io.voiceforge.dialect;

import java.time.Duration;
import java.util.Map;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.error.ApiException;

/** One of the languages that callers speak. */
public interface Dialect {

    /** The name in metrics. */
    String name();

    /** Whether the request is in this dialect, by its path and headers. At most one dialect says so. */
    boolean isSpokenIn(RoutingContext context);

    /** The body of an error answer; {@code requestId} lets callers and operators talk about the same request. */
    JsonObject errorBody(ApiException error, String requestId);

    /** Whether error answers tell OpenAI's SDKs not to try again by themselves. */
    default boolean forbidsRetry(ApiException error) {
        return false;
    }

    /** Headers about the hourly limit that this dialect has besides the common ones. */
    default Map<String, String> limitHeaders(int limit, int remaining, Duration reset) {
        return Map.of();
    }
}
