package io.voiceforge.provider.http;

import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.CancellationException;

import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.ContextInternal;
// the public API reaches neither the channel of a connection nor its event loop
import io.vertx.core.net.impl.ConnectionBase;
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

    private final ContextInternal caller;
    private final Attempt attempt;
    private final ConnectionPlace place;
    private final Promise<HttpClientResponse> head = Promise.promise();
    private Runnable unregister = () -> {
    };
    private Runnable connect;
    private HttpClientRequest request;
    private HttpClientResponse response;
    private ResponseWatch watch;
    /** Responses that had arrived on the connection before this request was sent. */
    private int completedBefore;
    private boolean aborted;
    private volatile boolean started;
    private volatile boolean ending;
    private volatile boolean sent;

    /** @param slots which requests to the same provider share */
    Exchange(ContextInternal caller, Attempt attempt, ConnectionSlots slots) {
        this.caller = caller;
        this.attempt = attempt;
        this.place = new ConnectionPlace(slots, this::granted, attempt.timer());
    }

    /**
     * Sends the request when there is a connection for it. Completes with the head of the response, on the context of the caller and
     * before any of the body is handed out. To be called once, on that context. When the call is cancelled, it is aborted.
     */
    Future<HttpClientResponse> send(HttpClient client, RequestOptions options, RequestBody body) {
        connect = () -> connect(client, options, body);
        attempt.queued();
        ConnectionSlots.Answer answer = place.ask();
        if (answer == ConnectionSlots.Answer.FULL) {
            return Future.failedFuture(new ConnectionPoolTooBusyException("All connections are in use"));
        }
        Runnable registered = attempt.cancellation().onCancel(this::abort);
        synchronized (this) {
            unregister = registered;
        }
        if (answer == ConnectionSlots.Answer.TAKEN) {
            connect.run();
        }
        return head.future();
    }

    private void granted() {
        caller.runOnContext(turn -> connect.run());
    }

    private void connect(HttpClient client, RequestOptions options, RequestBody body) {
        if (!place.opening()) {
            return;
        }
        Future<HttpClientRequest> opening;
        try {
            opening = client.request(options);
        } catch (RuntimeException closed) {
            opening = Future.failedFuture(closed);
        }
        opening.onComplete(open -> guarded(() -> {
            place.opened();
            if (open.failed()) {
                head.tryFail(open.cause());
            } else {
                opened(open.result());
                write(body);
            }
        }));
    }

    /** Nobody else would hear of what is thrown in a callback. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            head.tryFail(e);
        }
    }

    private void write(RequestBody body) {
        // a provider may answer before it has read everything: what it says counts, and what could not be sent does not
        request.response().onComplete(answer -> guarded(() -> {
            if (answer.succeeded()) {
                answered(answer.result());
                head.tryComplete(answer.result());
            } else {
                head.tryFail(explained(answer.cause()));
            }
        }));
        start(() -> body.writeTo(request, () -> ending = true).onSuccess(done -> sent = true));
    }

    /** Takes the request as soon as there is one, whether or not anybody is still waiting for it. */
    private void opened(HttpClientRequest opened) {
        synchronized (this) {
            request = opened;
            watch = ResponseWatch.of(opened.connection());
            completedBefore = watch == null ? 0 : watch.completed();
            attempt.connected();
            // failures are reported by the futures; without a handler the client logs them as errors too
            opened.exceptionHandler(reported -> {
            });
            if (!aborted) {
                return;
            }
        }
        reset();
    }

    /** Unless it has been aborted: the client breaks a connection on which a request is written after its reset. */
    private synchronized void start(Runnable write) {
        if (!aborted) {
            started = true;
            write.run();
        }
    }

    /** Pauses in the same turn of the event loop, before any of the body is handed out. */
    private void answered(HttpClientResponse arrived) {
        arrived.pause();
        synchronized (this) {
            response = arrived;
        }
    }

    /** What failed before there was a response: a {@link DeadConnection}, or what it is. */
    private synchronized Throwable explained(Throwable failure) {
        boolean wasClosed = failure instanceof HttpClosedException
                || failure instanceof IOException && !(failure instanceof ConnectException);
        return wasClosed && request != null && response == null && completedBefore > 0 && !aborted
                ? new DeadConnection(failure)
                : failure;
    }

    /** It needs no connection any more. Further calls do nothing. */
    void leave() {
        place.leave();
        Runnable registered;
        synchronized (this) {
            registered = unregister;
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
        head.tryFail(new CancellationException("Given up"));
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
            HttpClientResponse arrived;
            synchronized (this) {
                arrived = response;
            }
            if (arrived != null) {
                // a reset that we asked for is no error, and the client logs one when nobody listens
                ignoreFailure(arrived);
            }
            request.reset(CANCEL);
            if (!sent) {
                // a reset closes after what is still to be sent, which a provider that does not read never takes
                channel.close();
            }
        });
    }

    private static void ignoreFailure(HttpClientResponse arrived) {
        try {
            arrived.exceptionHandler(expected -> {
            });
        } catch (IllegalStateException endedMeanwhile) {
            // then it reports nothing either
        }
    }
}
