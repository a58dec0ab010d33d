package io.voiceforge.dialect;

import java.util.regex.Pattern;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.gateway.Call;
import io.voiceforge.observe.AccessLog;

/** What responses say about how they came about. */
public final class CallHeaders {

    /** What can stand in a header: a model's name may be the caller's own words. */
    private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e]{1,200}");

    private CallHeaders() {
    }

    /** Writes who answered the request's call and how long that took, unless the head has gone out. */
    public static void write(RoutingContext context) {
        Call call = HttpCalls.of(context);
        HttpServerResponse response = context.response();
        if (response.headWritten()) {
            return;
        }
        response.putHeader("X-Processing-Time", call.timer().firstByteNanos() / 1_000_000 + "ms");
        response.putHeader("X-VoiceForge-Provider", call.provider().name());
        if (call.model() != null && PRINTABLE.matcher(call.model()).matches()) {
            response.putHeader("X-VoiceForge-Model", call.model());
        }
        if (call.cacheResult() != null) {
            response.putHeader("X-Cache", call.cacheResult().name());
        }
        overhead(call, response);
    }

    /** The gateway's own part of the time, once a provider has been asked. Also for error responses. */
    static void overhead(Call call, HttpServerResponse response) {
        if (call != null && (call.provider() != null || call.timer().hasWaitedForProvider())) {
            response.putHeader("X-VoiceForge-Overhead-Ms", AccessLog.millis(call.timer().overheadNanos()));
        }
    }
}
