package io.voiceforge.dialect;

import java.util.concurrent.Flow.Subscription;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * Writes a stream as the answer, chunk by chunk, each when the one before is on its way: a slow caller slows the stream down,
 * one who leaves cancels it.
 * <p>
 * Quarkus REST can write streams too, but resets the response when a write fails. After that the server's own handlers do not
 * run: the request would count as under way for ever, its usage would be lost, and a shutdown would wait for it in vain.
 */
final class StreamingResponse implements MultiSubscriber<Buffer> {

    private final RoutingContext context;
    private final UniEmitter<? super Void> done;
    private final Runnable onFailure;
    private Subscription subscription;

    private StreamingResponse(RoutingContext context, UniEmitter<? super Void> done, Runnable onFailure) {
        this.context = context;
        this.done = done;
        this.onFailure = onFailure;
    }

    /**
     * Sends the head and the stream. Completes when the answer has ended properly, and never when it has not; then the
     * connection is closed before the last chunk, so that the caller can tell.
     *
     * @param onFailure runs when the stream fails, before the connection closes
     */
    static Uni<Void> write(Multi<Buffer> body, RoutingContext context, Runnable onFailure) {
        return Uni.createFrom().emitter(done -> {
            StreamingResponse answer = new StreamingResponse(context, done, onFailure);
            HttpCalls.atEnd(context, answer::ended);
            body.subscribe().withSubscriber(answer);
        });
    }

    @Override
    public void onSubscribe(Subscription newSubscription) {
        subscription = newSubscription;
        context.response().setChunked(true);
        newSubscription.request(1);
    }

    @Override
    public void onItem(Buffer chunk) {
        HttpServerResponse response = context.response();
        if (response.closed()) {
            subscription.cancel();
            return;
        }
        response.write(chunk).onComplete(written -> {
            if (written.succeeded()) {
                subscription.request(1);
            } else {
                subscription.cancel();
                context.request().connection().close();
            }
        });
    }

    @Override
    public void onCompletion() {
        if (!context.response().closed()) {
            HttpCalls.lastByte(context);
            context.response().end().onSuccess(ended -> done.complete(null));
        }
    }

    @Override
    public void onFailure(Throwable failure) {
        onFailure.run();
        context.request().connection().close();
    }

    /** Also when the caller has gone: nothing is left to write for. */
    private void ended() {
        if (subscription != null && !context.response().ended()) {
            subscription.cancel();
        }
    }
}
