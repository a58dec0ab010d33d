package io.voiceforge.dialect;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.gateway.Call;
import io.voiceforge.usage.FinishedCall.Outcome;

/** The call of an HTTP request: opened when the request is admitted, ended when the response has ended, whatever the way. */
public final class HttpCalls {

    private static final String CONTEXT = Call.class.getName();
    private static final String BODY = Buffer.class.getName();
    private static final String BEFORE_LAST_BYTE = HttpCalls.class.getName();
    /** The status in the log of a response that nobody was left to read; proxies use the same number. */
    private static final int CLIENT_CLOSED_REQUEST = 499;

    private HttpCalls() {
    }

    /** The call of a request whose route is {@link Metered}. */
    public static Call of(RoutingContext context) {
        return context.get(CONTEXT);
    }

    /** The request's body, decompressed; null when it has none, or is an upload. */
    public static Buffer body(RoutingContext context) {
        return context.get(BODY);
    }

    static void body(RoutingContext context, Buffer body) {
        context.put(BODY, body);
    }

    /** Runs the action once when the response has ended, in whatever way; at once when it already has. */
    public static void atEnd(RoutingContext context, Runnable action) {
        if (context.response().ended() || context.response().closed()) {
            action.run();
        } else {
            context.addEndHandler(end -> action.run());
        }
    }

    /**
     * Runs the action before the last byte of the response can reach the caller, whose next request may come at once; in any case at
     * its end. May run it twice.
     */
    static void beforeLastByte(RoutingContext context, Runnable action) {
        context.put(BEFORE_LAST_BYTE, action);
        context.addHeadersEndHandler(head -> {
            // a response that is not streamed goes out with its head
            if (!context.response().isChunked()) {
                action.run();
            }
        });
        atEnd(context, action);
    }

    /** The streamed response is about to send its last byte. */
    static void lastByte(RoutingContext context) {
        Runnable action = context.get(BEFORE_LAST_BYTE);
        if (action != null) {
            action.run();
        }
    }

    static void open(Call call, RoutingContext context) {
        context.put(CONTEXT, call);
        HttpServerResponse response = context.response();
        atEnd(context, () -> end(call, response));
    }

    private static void end(Call call, HttpServerResponse response) {
        boolean isComplete = response.ended();
        Outcome outcome = !isComplete ? Outcome.CANCELLED : response.getStatusCode() < 400 ? Outcome.SUCCESS : Outcome.ERROR;
        int status = isComplete || response.headWritten() ? response.getStatusCode() : CLIENT_CLOSED_REQUEST;
        call.end(outcome, status, response.bytesWritten());
    }
}
