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
import io.vertx.core.Vertx;
import io.voiceforge.observe.Metrics;
import io.voiceforge.observe.RateLimitedLog;
import io.voiceforge.usage.PendingUsage.Taken;
import io.voiceforge.usage.UsageStore.Row;

/**
 * Adds up completed calls in memory and stores the sums, one batch at a time, every {@code usage.flush-interval} and at
 * shutdown. A failed batch is retried unchanged under the same id; calls that arrive in the meantime go into the next one.
 */
@ApplicationScoped
public class UsageRecorder {

    private static final Logger LOG = Logger.getLogger(UsageRecorder.class);
    /** As many as the store can take within its timeout; after a long outage, several batches follow each other. */
    private static final int MAX_BATCH_SLOTS = 5000;
    private static final Duration SHUTDOWN_PATIENCE = Duration.ofSeconds(10);
    private static final long SHUTDOWN_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final UsageStore store;
    private final UsageConfig config;
    private final Metrics metrics;
    private final Vertx vertx;
    private final StoreContext context;
    private final PendingUsage pending = new PendingUsage();
    /** Completed if no attempt is running; replaced for each attempt. */
    private final AtomicReference<CompletableFuture<Void>> attempt = new AtomicReference<>(
            CompletableFuture.completedFuture(null));
    private final RateLimitedLog losing = new RateLimitedLog(LOG, Logger.Level.WARN);
    private final RateLimitedLog failing = new RateLimitedLog(LOG, Logger.Level.WARN);
    /** The batch that was taken but not confirmed by the store. Written only by the running attempt. */
    private volatile Taken unconfirmed;
    private volatile long timer = -1;
    private volatile boolean closed;

    UsageRecorder(UsageStore store, UsageConfig config, Metrics metrics, Vertx vertx) {
        this.store = store;
        this.config = config;
        this.metrics = metrics;
        this.vertx = vertx;
        this.context = new StoreContext(vertx);
        metrics.gauge("voiceforge.usage.pending", "Usage sums that are not stored yet", this::pendingSlots);
        metrics.gauge("voiceforge.usage.flush.lag", "Seconds since the end of the oldest call that is not stored yet",
                this::lagSeconds);
    }

    void onStart(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(config.flushInterval().toMillis(), id -> flush());
    }

    /** Runs after the requests in flight have ended and before the stores are closed. Blocks. */
    void onShutdown(@Observes ShutdownEvent event) {
        close(SHUTDOWN_PATIENCE);
    }

    /**
     * Records a call. May be called from any thread; never waits for the store. If {@code usage.max-pending} sums are already
     * pending and none of them covers this call, the call is dropped and counted as lost.
     */
    public void record(FinishedCall call) {
        Taken waiting = unconfirmed;
        int room = config.maxPending() - (waiting == null ? 0 : waiting.batch().totals().size());
        if (!pending.add(call, room)) {
            metrics.usageLost();
            losing.problem("Usage is being lost because %d sums are already waiting to be stored", config.maxPending());
        }
        if (closed) {
            // a stream that outlived the shutdown timeout; the stores may still be open
            flush();
        }
    }

    /**
     * What has been recorded but not confirmed by the store, which may already contain some of it while an attempt is running.
     */
    List<Row> unflushed() {
        List<Row> rows = new ArrayList<>(pending.rows());
        Taken waiting = unconfirmed;
        if (waiting != null) {
            waiting.batch().totals().forEach((slot, totals) -> rows.add(new Row(slot, totals)));
        }
        return rows;
    }

    /** The running attempt or, if completed, the last one. */
    CompletableFuture<Void> attempt() {
        return attempt.get();
    }

    /** Starts to store a batch unless an attempt is running or there is nothing to store. Never blocks. */
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

    /** Stores the rest, retrying for at most {@code patience}. Blocks. */
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
            context.ask(() -> store.add(taken.batch()), done -> confirmed(taken, mine), failure -> failed(mine, failure));
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
        failing.problem("Usage cannot be stored at the moment; it is kept and retried every %s: %s", config.flushInterval(),
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
