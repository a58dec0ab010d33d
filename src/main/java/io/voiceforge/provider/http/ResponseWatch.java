package io.voiceforge.provider.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Counts the responses that have arrived completely on one connection. The client does not tell: it gives a connection back to its
 * pool as soon as the last byte has arrived, even while the reader of the response is paused, and a reset after that would close the
 * connection under whoever uses it next.
 */
final class ResponseWatch extends ChannelInboundHandlerAdapter {

    /** Under which the client adds its own handler of decoded messages. */
    private static final String CLIENT_HANDLER = "handler";

    private volatile int completed;
    private boolean isInformational;

    /** To be called with each new connection of the client. */
    static void on(HttpConnection connection) {
        ((ConnectionBase) connection).channel().pipeline().addBefore(CLIENT_HANDLER, null, new ResponseWatch());
    }

    /** Of that connection; null when it is closed. */
    static ResponseWatch of(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().pipeline().get(ResponseWatch.class);
    }

    int completed() {
        return completed;
    }

    // only the event loop of the connection writes
    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpResponse head) {
            isInformational = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        }
        if (message instanceof LastHttpContent && !isInformational) {
            completed++;
        }
        context.fireChannelRead(message);
    }
}
