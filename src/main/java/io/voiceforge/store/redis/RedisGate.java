package io.voiceforge.store.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import io.voiceforge.observe.Metrics;
import io.voiceforge.observe.RateLimitedLog;

/**
 * Lets a question go to Redis while Redis answers in time, and to somebody else while it does not. Redis that was late is asked
 * again as soon as it answers; after several times in a row, and after an error, it is left alone for a while, and then one
 * question tries. Thread-safe.
 */
final class RedisGate implements RedisPipeline.Watcher {

    private static final Logger LOG = Logger.getLogger(RedisGate.class);
    private static final long OPEN = 0;
    private static final int LATE_IN_A_ROW = 3;

    private final RedisPipeline redis;
    private final long timeoutMillis;
    private final long pauseNanos;
    private final Metrics metrics;
    private final Runnable whenBack;
    /** {@link #OPEN}, or from when on a question may try. */
    private final AtomicLong closedUntil = new AtomicLong(OPEN);
    private volatile boolean down;
    /** How often Redis was late since it was last in time; changes on its event loop only. */
    private volatile int late;
    private final RateLimitedLog away = new RateLimitedLog(LOG, Logger.Level.WARN);

    /**
     * @param timeout how long Redis may keep a question waiting
     * @param pause after which it is tried again
     * @param whenBack runs each time that Redis answers again
     */
    RedisGate(Vertx vertx, RedisConnector connector, Duration timeout, Duration pause, Metrics metrics, Runnable whenBack) {
        this.redis = new RedisPipeline(vertx, connector, timeout, pause, this);
        this.timeoutMillis = Math.max(1, timeout.toMillis());
        this.pauseNanos = pause.toNanos();
        this.metrics = metrics;
        this.whenBack = whenBack;
        metrics.gauge("voiceforge.limits.shared", "1 while Redis decides about limits, 0 while this process does",
                () -> isOpen() && redis.isOpen() ? 1 : 0);
    }

    /** What the questions are asked with. */
    RedisPipeline redis() {
        return redis;
    }

    boolean isOpen() {
        return !down && closedUntil.get() == OPEN;
    }

    /**
     * Asks Redis, and when it fails or takes too long, somebody else.
     *
     * @param operation for the metric
     * @param question asks Redis when it is subscribed to
     * @param undo takes an answer that came after somebody else had been asked, or after the asker had left
     */
    <T> Uni<T> ask(String operation, Supplier<Uni<T>> question, Consumer<T> undo, Supplier<Uni<T>> otherwise) {
        return Uni.createFrom().deferred(() -> {
            if (!mayAsk()) {
                metrics.limitFallback(operation);
                return otherwise.get();
            }
            CompletableFuture<T> answer = new CompletableFuture<>();
            question.get().subscribe().with(item -> {
                if (!answer.complete(item)) {
                    undo.accept(item);
                }
            }, answer::completeExceptionally);
            redis.watch(answer);
            // who leaves cancels it, so that the answer is undone
            return Uni.createFrom().completionStage(answer)
                    .onItemOrFailure().invoke((item, failure) -> note(failure))
                    .onFailure().recoverWithUni(() -> {
                        metrics.limitFallback(operation);
                        return otherwise.get();
                    });
        });
    }

    private boolean mayAsk() {
        long until = closedUntil.get();
        long now = System.nanoTime();
        return !down
                && (until == OPEN || now - until >= 0 && closedUntil.compareAndSet(until, now + pauseNanos | 1));
    }

    private void note(Throwable failure) {
        if (failure == null) {
            late = 0;
            open();
        } else if (failure instanceof Response) {
            // an error that Redis answers with
            close(failure);
        }
        // what else there is, is told by the connection, once for all who wait
    }

    @Override
    public void up() {
        down = false;
        late = 0;
        closedUntil.set(OPEN);
        sayThatItIsBack();
        whenBack.run();
    }

    @Override
    public void down(Throwable failure) {
        down = true;
        warn(failure);
    }

    @Override
    public void late() {
        late++;
        if (late < LATE_IN_A_ROW) {
            closedUntil.set(System.nanoTime() + pauseNanos | 1);
        } else {
            close(new TimeoutException());
        }
    }

    @Override
    public void answered() {
        if (late > 0 && late < LATE_IN_A_ROW) {
            open();
        }
    }

    private void open() {
        if (closedUntil.get() != OPEN) {
            closedUntil.set(OPEN);
            sayThatItIsBack();
            whenBack.run();
        }
    }

    private void close(Throwable failure) {
        closedUntil.set(System.nanoTime() + pauseNanos | 1);
        warn(failure);
    }

    private void warn(Throwable failure) {
        away.problem("Redis does not decide about limits (%s). Until it does again, each replica decides by itself.",
                reason(failure));
    }

    private void sayThatItIsBack() {
        away.over("Redis answers again: limits are shared with other replicas.");
    }

    /** Without what a client's exception may say of the URL, and what Redis repeats of a question. */
    private String reason(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return "no answer in " + timeoutMillis + " ms";
        }
        if (failure instanceof Response) {
            return failure.getMessage().replaceAll("['`\"].*", "").strip();
        }
        return failure instanceof IOException ? failure.getMessage() : failure.getClass().getSimpleName();
    }
}
