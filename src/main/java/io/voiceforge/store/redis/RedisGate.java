package io.voiceforge.store.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.redis.client.impl.types.ErrorType;
import io.voiceforge.observe.Metrics;
import io.voiceforge.observe.RateLimitedLog;

/**
 * Lets a question go to Redis while Redis answers in time, and to somebody else while it does not. After a failure it is left
 * alone for a while; then one question tries. Thread-safe.
 */
final class RedisGate {

    private static final Logger LOG = Logger.getLogger(RedisGate.class);
    private static final long OPEN = 0;
    /** A timer that comes so late says that this process stood still, not that Redis did. */
    private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int MAX_STALLS = 3;
    private static final int SLOW_IN_A_ROW = 5;

    private final Vertx vertx;
    private final long timeoutMillis;
    private final long pauseNanos;
    private final Metrics metrics;
    private final Runnable whenBack;
    /** {@link #OPEN}, or from when on a question may try. */
    private final AtomicLong closedUntil = new AtomicLong(OPEN);
    private final RateLimitedLog away = new RateLimitedLog(LOG, Logger.Level.WARN);
    private final AtomicInteger slow = new AtomicInteger();

    /** @param whenBack runs each time that Redis answers again */
    RedisGate(Vertx vertx, Duration timeout, Duration pause, Metrics metrics, Runnable whenBack) {
        this.vertx = vertx;
        this.timeoutMillis = Math.max(1, timeout.toMillis());
        this.pauseNanos = pause.toNanos();
        this.metrics = metrics;
        this.whenBack = whenBack;
        metrics.gauge("voiceforge.limits.shared", "1 while Redis decides about limits, 0 while this process does",
                () -> isOpen() ? 1 : 0);
    }

    boolean isOpen() {
        return closedUntil.get() == OPEN;
    }

    /**
     * Asks Redis, and when it fails or takes too long, somebody else.
     *
     * @param operation for the metric
     * @param undo takes an answer that came after somebody else had been asked, or after the asker had left
     */
    <T> Uni<T> ask(String operation, Supplier<Uni<T>> redis, Consumer<T> undo, Supplier<Uni<T>> otherwise) {
        return Uni.createFrom().deferred(() -> {
            if (!mayAsk()) {
                metrics.limitFallback(operation);
                return otherwise.get();
            }
            CompletableFuture<T> answer = new CompletableFuture<>();
            redis.get().subscribe().with(item -> {
                if (!answer.complete(item)) {
                    undo.accept(item);
                }
            }, answer::completeExceptionally);
            // on an event loop: workers may all be busy
            new Patience(answer).wait(MAX_STALLS);
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
        return until == OPEN || now - until >= 0 && closedUntil.compareAndSet(until, now + pauseNanos | 1);
    }

    /** Waits for an answer; the time in which this process itself stood still does not count. */
    private final class Patience {

        private final CompletableFuture<?> answer;

        Patience(CompletableFuture<?> answer) {
            this.answer = answer;
        }

        void wait(int stallsLeft) {
            long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            long timer = vertx.setTimer(timeoutMillis, id -> {
                if (stallsLeft > 0 && System.nanoTime() - due > STALL_NANOS && !answer.isDone()) {
                    wait(stallsLeft - 1);
                } else {
                    answer.completeExceptionally(new TimeoutException());
                }
            });
            answer.whenComplete((item, failure) -> vertx.cancelTimer(timer));
        }
    }

    private void note(Throwable failure) {
        if (failure == null) {
            boolean wasLate = slow.getAndSet(0) > 0;
            boolean wasClosed = closedUntil.getAndSet(OPEN) != OPEN;
            if (wasClosed) {
                away.over("Redis answers again: limits are shared with other replicas.");
            }
            if (wasLate || wasClosed) {
                whenBack.run();
            }
            return;
        }
        if (failure instanceof TimeoutException && isOpen() && slow.incrementAndGet() < SLOW_IN_A_ROW) {
            // one late answer says little
            return;
        }
        closedUntil.set(System.nanoTime() + pauseNanos | 1);
        away.problem("Redis does not decide about limits (%s). Until it does again, each replica decides by itself.",
                reason(failure));
    }

    /** Without what a client's exception may say of the URL and the password in it. */
    private String reason(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return "no answer in " + timeoutMillis + " ms";
        }
        boolean harmless = failure instanceof ErrorType || failure instanceof IOException;
        return harmless ? failure.getMessage() : failure.getClass().getSimpleName();
    }
}
