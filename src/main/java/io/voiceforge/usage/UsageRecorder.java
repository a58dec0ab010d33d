package io.voiceforge.usage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.voiceforge.observe.Metrics;
import io.voiceforge.observe.RateLimitedLog;
import io.voiceforge.usage.PendingUsage.Taken;
import io.voiceforge.usage.UsageStore.Row;

/**
 * Adds up finished calls in memory and stores the sums in one batch at a time, every {@code usage.flush-interval} and when the
 * process ends. A batch that fails is tried again as it was, under the same id; what comes in meanwhile waits for the next one.
 */
@ApplicationScoped
public class UsageRecorder {

    private static final Logger LOG = Logger.getLogger(UsageRecorder.class);
    /** So many go into the store within its time limit; after a long outage several batches follow each other. */
    private static final int MAX_BATCH_SLOTS = 5000;
    private static final Duration SHUTDOWN_PATIENCE = Duration.ofSeconds(10);
    private static final long SHUTDOWN_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final UsageStore store;
    private final UsageConfig config;
    private final Metrics metrics;
    private final Vertx vertx;
    private final Context root;
    private final PendingUsage pending = new PendingUsage();
    /** Completed when no try is under way; a new one for each try. */
    private final AtomicReference<CompletableFuture<Void>> attempt = new AtomicReference<>(
            CompletableFuture.completedFuture(null));
    private final RateLimitedLog losing = new RateLimitedLog(LOG, Logger.Level.WARN);
    private final RateLimitedLog failing = new RateLimitedLog(LOG, Logger.Level.WARN);
    /** Taken and not confirmed by the store. Written by the one try that is under way. */
    private volatile Taken unconfirmed;
    private volatile long timer = -1;
    private volatile boolean closed;

    UsageRecorder(UsageStore store, UsageConfig config, Metrics metrics, Vertx vertx) {
        this.store = store;
        this.config = config;
        this.metrics = metrics;
        this.vertx = vertx;
        this.root = vertx.getOrCreateContext();
        metrics.gauge("voiceforge.usage.pending", "Sums of usage that are not stored yet", this::pendingSlots);
        metrics.gauge("voiceforge.usage.flush.lag", "Seconds since the end of the oldest call that is not stored yet",
                this::lagSeconds);
    }

    void onStart(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(config.flushInterval().toMillis(), id -> flush());
    }

    /** Comes after the requests in flight have ended, and before the stores are closed. Blocks. */
    void onShutdown(@Observes ShutdownEvent event) {
        close(SHUTDOWN_PATIENCE);
    }

    /**
     * Counts a call. From any thread; never waits for the store. When {@code usage.max-pending} sums wait already and there is
     * none for a call like this, it is lost, and counted as that.
     */
    public void record(FinishedCall call) {
        Taken waiting = unconfirmed;
        int room = config.maxPending() - (waiting == null ? 0 : waiting.batch().totals().size());
        if (!pending.add(call, room)) {
            metrics.usageLost();
            losing.problem("Usage is being lost, because %d sums of it wait for the store already", config.maxPending());
        }
        if (closed) {
            // a stream that outlived the patience with it; the stores may still be there
            flush();
        }
    }

    /** What {@link #record} has been told and the store has not confirmed; it may have some of it while a try is under way. */
    List<Row> unflushed() {
        List<Row> rows = new ArrayList<>(pending.rows());
        Taken waiting = unconfirmed;
        if (waiting != null) {
            waiting.batch().totals().forEach((slot, totals) -> rows.add(new Row(slot, totals)));
        }
        return rows;
    }

    /** The try under way or, completed, the last one. */
    CompletableFuture<Void> attempt() {
        return attempt.get();
    }

    /** Begins to store a batch, unless that is under way or there is nothing to store. Never blocks. */
    void flush() {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> last = attempt.get();
        if (!isBehind() || !last.isDone() || !attempt.compareAndSet(last, mine)) {
            return;
        }
        Taken next = unconfirmed;
        if (next == null) {
            next = pending.take(MAX_BATCH_SLOTS);
            unconfirmed = next;
        }
        if (next == null) {
            mine.complete(null);
        } else {
            store(next, mine);
        }
    }

    /** Stores what is left, trying for so long at the most. Blocks. */
    void close(Duration patience) {
        closed = true;
        vertx.cancelTimer(timer);
        long deadline = System.nanoTime() + patience.toNanos();
        while (isBehind() && deadline - System.nanoTime() > 0) {
            CompletableFuture<Void> before = attempt.get();
            flush();
            CountDownLatch ended = new CountDownLatch(1);
            CompletableFuture<Void> running = attempt.get();
            running.whenComplete((nothing, failure) -> ended.countDown());
            try {
                ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            if (unconfirmed != null && running != before) {
                LockSupport.parkNanos(SHUTDOWN_RETRY_NANOS);
            }
        }
        if (isBehind()) {
            LOG.errorf("The usage of %d calls could not be stored and is lost",
                    unflushed().stream().mapToLong(row -> row.totals().calls()).sum());
        }
    }

    private void store(Taken taken, CompletableFuture<Void> mine) {
        try {
            // neither the caller's context nor one that somebody else uses: the store keeps its session in it
            Context own = VertxContext.createNewDuplicatedContext(root);
            // Hibernate Reactive refuses a context that is not marked like this
            VertxContextSafetyToggle.setContextSafe(own, true);
            own.runOnContext(start -> Uni.createFrom().deferred(() -> store.add(taken.batch()))
                    .subscribe().with(done -> confirmed(taken, mine), failure -> failed(mine, failure)));
        } catch (RuntimeException e) {
            failed(mine, e);
        }
    }

    private void confirmed(Taken taken, CompletableFuture<Void> mine) {
        unconfirmed = null;
        mine.complete(null);
        if (taken.batch().totals().size() >= MAX_BATCH_SLOTS) {
            flush();
        }
    }

    private void failed(CompletableFuture<Void> mine, Throwable failure) {
        metrics.usageFlushFailed();
        failing.problem("Usage cannot be stored now and is kept; it is tried again every %s: %s", config.flushInterval(),
                failure);
        mine.complete(null);
    }

    private boolean isBehind() {
        return unconfirmed != null || pending.size() > 0;
    }

    private int pendingSlots() {
        Taken waiting = unconfirmed;
        return pending.size() + (waiting == null ? 0 : waiting.batch().totals().size());
    }

    private double lagSeconds() {
        Taken waiting = unconfirmed;
        long since = waiting == null ? pending.sinceNanos() : waiting.sinceNanos();
        return Math.max(0, System.nanoTime() - since) / 1e9;
    }
}
