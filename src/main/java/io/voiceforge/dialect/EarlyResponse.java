package io.voiceforge.dialect;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * An answer that goes out before the request has been read to its end. A connection that is closed while bytes of the caller
 * lie unread is reset, which may take the answer away before the caller has read it (RFC 9112, 9.6); so what still comes is
 * thrown away for a moment, until the caller has seen the answer and stops.
 */
final class EarlyResponse {

    /** Long enough for a round trip and a caller that reads only after it has written a good part. */
    private static final long LINGER_MILLIS = 2000;

    private EarlyResponse() {
    }

    /** To be called before the answer is sent: the connection closes after it, for what follows is not the next request. */
    static void prepare(RoutingContext context) {
        context.response().putHeader("Connection", "close");
        context.addEndHandler(end -> discardRest(context));
    }

    private static void discardRest(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.isEnded()) {
            request.connection().close();
            return;
        }
        long timer = context.vertx().setTimer(LINGER_MILLIS, expired -> request.connection().close());
        request.handler(null);
        request.exceptionHandler(gone -> context.vertx().cancelTimer(timer));
        request.endHandler(end -> {
            context.vertx().cancelTimer(timer);
            request.connection().close();
        });
        request.resume();
    }
}
