package io.voiceforge.dialect;

import java.time.Duration;
import java.util.Map;

import io.smallrye.mutiny.Uni;
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

    /** The status of an error answer. */
    default int status(ApiException error) {
        return error.code().status();
    }

    /** The answer to {@code GET /v1/models}, whose path more than one dialect has; null in dialects that have it not. */
    default Uni<Object> models() {
        return null;
    }

    /** The sentence for a path of this dialect that no route has. */
    default String noSuchRoute(String path) {
        return "There is no such resource";
    }

    /** Whether error answers tell OpenAI's SDKs not to try again by themselves. */
    default boolean forbidsRetry(ApiException error) {
        return false;
    }

    /** Headers about the tightest rate limit that this dialect has besides the common ones. */
    default Map<String, String> limitHeaders(int limit, int remaining, Duration reset) {
        return Map.of();
    }
}
