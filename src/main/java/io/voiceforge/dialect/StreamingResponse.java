package io.voiceforge.dialect;

import java.util.concurrent.Flow.Subscription;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.stream.Turns;

/**
 * Writes a stream as the answer. What arrives in one turn of the event loop goes out in one piece at its end, so that an event costs
 * no system call of its own. The next piece follows when the one before is on its way: a slow caller slows the stream down, one who
 * leaves cancels it.
 * <p>
 * Quarkus REST can write streams too, but resets the response when a write fails. After that the server's own handlers do not
 * run: the request would count as under way for ever, its usage would be lost, and a shutdown would wait for it in vain.
 */
final class StreamingResponse implements MultiSubscriber<Buffer> {

    /** A piece is not made longer than by one item beyond this. */
    private static final int PIECE_BYTES = 16 << 10;

    private final RoutingContext context;
    private final UniEmitter<? super Void> done;
    private final Runnable onFailure;
    /** Deliveries never overlap. */
    private final Turns turns = new Turns(this::deliver);
    private volatile Buffer arrived;
    private volatile boolean isOver;
    private volatile boolean hasFailed;
    /** An item has been requested and has not arrived. */
    private volatile boolean asked;
    private volatile boolean writing;
    private volatile boolean isSent;
    /** The turn at whose beginning there was a piece is over. */
    private volatile boolean isTurnOver;
    private final Context loop = Vertx.currentContext();
    private boolean awaitsTurn;
    /** What has arrived and is not being written. */
    private Buffer piece;
    /** Whether the piece waits for nothing but the write before. */
    private boolean isDue;
    /** Whether {@link #piece} is an item itself, which others may hold. */
    private boolean isItem;
    private boolean ended;
    private volatile Subscription subscription;

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
        turns.signal();
    }

    @Override
    public void onItem(Buffer chunk) {
        arrived = chunk;
        asked = false;
        turns.signal();
    }

    @Override
    public void onCompletion() {
        isOver = true;
        turns.signal();
    }

    @Override
    public void onFailure(Throwable failure) {
        hasFailed = true;
        isOver = true;
        turns.signal();
    }

    private void deliver() {
        if (context.response().closed()) {
            subscription.cancel();
            return;
        }
        if (isSent) {
            isSent = false;
            // what has come since has waited long enough
            isDue |= piece != null || arrived != null;
        }
        if (isTurnOver) {
            isTurnOver = false;
            awaitsTurn = false;
            isDue = true;
        }
        while (take() || ask()) {
            // what arrives within a request is taken before anything is written
        }
        isDue &= piece != null;
        if (writing) {
            return;
        }
        if (piece != null) {
            sendWhenDue();
        } else if (isOver && !ended) {
            ended = true;
            end();
        }
    }

    private boolean take() {
        Buffer item = arrived;
        if (item == null) {
            return false;
        }
        arrived = null;
        if (piece == null) {
            piece = item;
            isItem = true;
        } else {
            piece = (isItem ? Buffer.buffer(piece.length() + item.length()).appendBuffer(piece) : piece).appendBuffer(item);
            isItem = false;
        }
        return true;
    }

    private boolean ask() {
        if (asked || isOver || writing || piece != null && piece.length() >= PIECE_BYTES) {
            return false;
        }
        asked = true;
        subscription.request(1);
        return true;
    }

    private void sendWhenDue() {
        if (isDue || isOver || loop == null || piece.length() >= PIECE_BYTES) {
            send();
        } else if (!awaitsTurn) {
            awaitsTurn = true;
            loop.runOnContext(turn -> {
                isTurnOver = true;
                turns.signal();
            });
        }
    }

    private void send() {
        Buffer now = piece;
        piece = null;
        isDue = false;
        writing = true;
        context.response().write(now).onComplete(written -> {
            writing = false;
            isSent = true;
            if (written.succeeded()) {
                turns.signal();
            } else {
                subscription.cancel();
                // not within the failed write, which the connection would end a second time
                context.vertx().runOnContext(later -> context.request().connection().close());
            }
        });
    }

    private void end() {
        if (hasFailed) {
            onFailure.run();
            context.request().connection().close();
        } else {
            HttpCalls.lastByte(context);
            context.response().end().onSuccess(sent -> done.complete(null));
        }
    }

    /** Also when the caller has gone: nothing is left to write for. */
    private void ended() {
        if (subscription != null && !context.response().ended()) {
            subscription.cancel();
        }
    }
}
