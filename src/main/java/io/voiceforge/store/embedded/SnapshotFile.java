package io.voiceforge.store.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jboss.logging.Logger;

import io.voiceforge.observe.RateLimitedLog;

/**
 * Writes a store's state to its file shortly after it changes, combining many changes into one write, and the remaining changes
 * when it is closed. A failed write leaves the file unchanged, is logged at most once a minute, and is retried every second.
 */
final class SnapshotFile<T> implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SnapshotFile.class);
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

    private final AtomicJsonFile<T> file;
    private final ProcessLock lock;
    private final Supplier<T> copy;
    private final ScheduledExecutorService worker;
    private final Duration writeDelay;
    /** There are changes that no write has started to copy. While this is set, a write is scheduled. */
    private final AtomicBoolean behind = new AtomicBoolean();
    /** Held during a write and the handling of its outcome. */
    private final Object writing = new Object();
    private final RateLimitedLog unwritten = new RateLimitedLog(LOG, Logger.Level.ERROR);
    private volatile boolean failing;
    private volatile long writes;
    private boolean closed;

    SnapshotFile(AtomicJsonFile<T> file, ProcessLock lock, Supplier<T> copy, ScheduledExecutorService worker,
            Duration writeDelay) {
        this.file = file;
        this.lock = lock;
        this.copy = copy;
        this.worker = worker;
        this.writeDelay = writeDelay;
    }

    /** Signals that the state has changed. May be called from any thread; never blocks. */
    void changed() {
        if (behind.compareAndSet(false, true)) {
            schedule(writeDelay);
        }
    }

    /** Whether the last write failed. */
    boolean isFailing() {
        return failing;
    }

    /** The number of successful writes. */
    long writes() {
        return writes;
    }

    /** Writes the remaining changes and releases the lock. Blocks until a running write has ended; for shutdown. */
    @Override
    public void close() {
        synchronized (writing) {
            if (closed) {
                return;
            }
            if (behind.getAndSet(false) && !write()) {
                LOG.errorf("The last changes were not written to %s and are lost.", file);
            }
            closed = true;
            lock.close();
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private void schedule(Duration delay) {
        try {
            worker.schedule(this::catchUp, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // shutdown has begun: close() writes
        }
    }

    private void catchUp() {
        synchronized (writing) {
            if (!closed && behind.getAndSet(false) && !write() && behind.compareAndSet(false, true)) {
                schedule(RETRY_DELAY);
            }
        }
    }

    private boolean write() {
        try {
            file.replace(copy.get());
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            failing = true;
            unwritten.problem(
                    "%s cannot be written (%s). The service works, but unwritten changes are lost if the process ends"
                            + " before a write succeeds. Writing is retried every second.",
                    file, FailureReason.of(e));
            return false;
        }
        writes++;
        failing = false;
        unwritten.over("%s can be written again.", file);
        return true;
    }
}
