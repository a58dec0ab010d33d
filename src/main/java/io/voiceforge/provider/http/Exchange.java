package io.voiceforge.provider.http;

import java.util.concurrent.atomic.AtomicInteger;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.net.impl.ConnectionBase;
import io.voiceforge.provider.Attempt;

/** One request on its way. It can be aborted at any time, even before it has a connection. Safe for use by several threads. */
final class Exchange {

    /** HTTP/2's CANCEL (RFC 9113, 7); over HTTP/1.1 a reset closes the connection. */
    private static final long CANCEL = 0x8;

    private final Vertx vertx;
    private final Attempt attempt;
    private final AtomicInteger inFlight;
    private Runnable unregister = () -> {
    };
    /** When it began to wait for a connection in use by somebody else; 0 when it does not wait for that. */
    private long queuedNanos;
    private boolean left;
    private Context context;
    private HttpClientRequest request;
    /** Set and read on the context. */
    private HttpClientResponse response;
    private boolean aborted;
    private volatile boolean sent;

    /**
     * @param inFlight requests to the same provider
     * @param connections how many of them have a connection at once
     */
    Exchange(Vertx vertx, Attempt attempt, AtomicInteger inFlight, int connections) {
        this.vertx = vertx;
        this.attempt = attempt;
        this.inFlight = inFlight;
        this.queuedNanos = inFlight.getAndIncrement() >= connections ? System.nanoTime() : 0;
        attempt.queued();
    }

    /** Aborts it when the call is cancelled. */
    Exchange register() {
        Runnable registered = attempt.cancellation().onCancel(this::abort);
        synchronized (this) {
            unregister = registered;
        }
        return this;
    }

    /** Takes the request as soon as there is one, whether or not anybody is still waiting for it. */
    void opened(HttpClientRequest opened) {
        synchronized (this) {
            context = vertx.getOrCreateContext();
            request = opened;
            attempt.connected();
            leaveQueue();
            // failures are reported by the futures; without a handler the client logs them as errors too
            opened.exceptionHandler(reported -> {
            });
            if (!aborted) {
                return;
            }
        }
        reset(opened);
    }

    /** The whole request has been handed to the connection. */
    void sent() {
        sent = true;
    }

    /** Pauses in the same turn of the event loop, before any of the body is handed out. */
    void answered(HttpClientResponse head) {
        head.pause();
        response = head;
    }

    /** It needs no connection any more. Further calls do nothing. */
    void leave() {
        Runnable registered;
        synchronized (this) {
            registered = unregister;
            if (!left) {
                left = true;
                inFlight.decrementAndGet();
                leaveQueue();
            }
        }
        registered.run();
    }

    /** Gives the request up and frees its connection. */
    void abort() {
        HttpClientRequest toReset;
        Context on;
        synchronized (this) {
            aborted = true;
            toReset = request;
            on = context;
        }
        leave();
        if (toReset != null) {
            on.runOnContext(now -> reset(toReset));
        }
    }

    /** The time in which all connections were in use is ours, although the call is waiting for the provider. */
    private void leaveQueue() {
        if (queuedNanos != 0) {
            attempt.timer().waitedForProvider(queuedNanos - System.nanoTime());
            queuedNanos = 0;
        }
    }

    private void reset(HttpClientRequest toReset) {
        try {
            if (response != null) {
                // a reset that we asked for is no error, and the client logs one when nobody listens
                response.exceptionHandler(expected -> {
                });
            }
            toReset.reset(CANCEL);
        } catch (IllegalStateException endedMeanwhile) {
            // there is nothing left to reset
        }
        // a reset closes after what is still to be sent, which a provider that does not read never takes
        if (!sent && toReset.connection() instanceof ConnectionBase connection) {
            connection.channel().close();
        }
    }
}
