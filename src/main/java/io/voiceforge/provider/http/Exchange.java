package io.voiceforge.provider.http;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.Channel;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
// the public API reaches neither the channel of a connection nor its event loop
import io.vertx.core.net.impl.ConnectionBase;
import io.voiceforge.error.ApiException;
import io.voiceforge.provider.Attempt;

/** One request on its way. It can be aborted at any time, even before it has a connection. Safe for use by several threads. */
final class Exchange {

    /** The request was sent on a connection that had been used before and was gone: not a byte of a response has come. */
    static final class DeadConnection extends RuntimeException {

        DeadConnection(Throwable cause) {
            super(null, cause, false, false);
        }
    }

    /** HTTP/2's CANCEL (RFC 9113, 7); over HTTP/1.1 a reset closes the connection. */
    private static final long CANCEL = 0x8;
    /** Of a response that is no answer. */
    private static final int MAX_REFUSAL_BYTES = 64 << 10;
    private static final Duration REFUSAL_TIME = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Attempt attempt;
    private final AtomicInteger inFlight;
    private Runnable unregister = () -> {
    };
    /** When it began to wait for a connection in use by somebody else; 0 when it does not wait for that. */
    private long queuedNanos;
    private boolean left;
    private HttpClientRequest request;
    private HttpClientResponse response;
    private ResponseWatch watch;
    /** Responses that had arrived on the connection before this request was sent. */
    private int completedBefore;
    private boolean aborted;
    private volatile boolean started;
    private volatile boolean ending;
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
            request = opened;
            watch = ResponseWatch.of(opened.connection());
            completedBefore = watch == null ? 0 : watch.completed();
            attempt.connected();
            leaveQueue();
            // failures are reported by the futures; without a handler the client logs them as errors too
            opened.exceptionHandler(reported -> {
            });
            if (!aborted) {
                return;
            }
        }
        reset();
    }

    /**
     * Writes the request, unless it has been aborted: the client breaks a connection on which a request is written after its reset.
     *
     * @return whether it is being written
     */
    synchronized boolean start(Runnable write) {
        if (aborted) {
            return false;
        }
        started = true;
        write.run();
        return true;
    }

    /** The last part of the request is about to be handed to the connection. */
    void ending() {
        ending = true;
    }

    /** The whole request has left the process. */
    void sent() {
        sent = true;
    }

    /** Pauses in the same turn of the event loop, before any of the body is handed out. */
    void answered(HttpClientResponse head) {
        head.pause();
        synchronized (this) {
            response = head;
        }
    }

    /** What failed before there was a response: a {@link DeadConnection}, or what it is. */
    synchronized Throwable explained(Throwable failure) {
        boolean wasClosed = failure instanceof HttpClosedException
                || failure instanceof IOException && !(failure instanceof ConnectException);
        return wasClosed && request != null && response == null && completedBefore > 0 && !aborted
                ? new DeadConnection(failure)
                : failure;
    }

    /**
     * The body of a response that is no answer, so that its connection can be used again: everything up to 64 KiB that arrives
     * within a second. Never fails.
     */
    Uni<Buffer> refusal(HttpClientResponse refused) {
        return Uni.createFrom().emitter(done -> {
            Buffer body = Buffer.buffer();
            long timer = vertx.setTimer(REFUSAL_TIME.toMillis(), late -> done.complete(body));
            done.onTermination(() -> vertx.cancelTimer(timer));
            refused.exceptionHandler(broken -> done.complete(body));
            refused.endHandler(end -> done.complete(body));
            refused.handler(chunk -> {
                if (body.length() + chunk.length() > MAX_REFUSAL_BYTES) {
                    done.complete(body);
                    return;
                }
                try {
                    attempt.memory().take(chunk.length());
                    body.appendBuffer(chunk);
                } catch (ApiException full) {
                    done.complete(body);
                }
            });
            refused.resume();
        });
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
        boolean isOpen;
        synchronized (this) {
            aborted = true;
            isOpen = request != null;
        }
        leave();
        if (isOpen) {
            reset();
        }
    }

    /** The time in which all connections were in use is ours, although the call is waiting for the provider. */
    private void leaveQueue() {
        if (queuedNanos != 0) {
            attempt.timer().waitedForProvider(queuedNanos - System.nanoTime());
            queuedNanos = 0;
        }
    }

    /** On the connection's event loop nothing can arrive between the look and the reset. */
    private void reset() {
        Channel channel = ((ConnectionBase) request.connection()).channel();
        channel.eventLoop().execute(() -> {
            if (!started) {
                // the client would keep a connection whose request never came
                channel.close();
                return;
            }
            boolean hasArrived = watch != null && watch.completed() != completedBefore;
            if (hasArrived && ending) {
                // the connection may be somebody else's by now
                return;
            }
            HttpClientResponse head;
            synchronized (this) {
                head = response;
            }
            if (head != null) {
                // a reset that we asked for is no error, and the client logs one when nobody listens
                ignoreFailure(head);
            }
            request.reset(CANCEL);
            if (!sent) {
                // a reset closes after what is still to be sent, which a provider that does not read never takes
                channel.close();
            }
        });
    }

    private static void ignoreFailure(HttpClientResponse head) {
        try {
            head.exceptionHandler(expected -> {
            });
        } catch (IllegalStateException endedMeanwhile) {
            // then it reports nothing either
        }
    }
}
