package io.voiceforge.memory;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;

import io.voiceforge.call.Memory;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.observe.Metrics;

/**
 * The bytes that all requests together may buffer: bodies and responses that are read as a whole. Streams need no share,
 * because they pass through. Thread-safe.
 */
@ApplicationScoped
public class MemoryBudget {

    /** The default is the heap divided by this. Buffered data is copied and parsed, so it takes a multiple of its size. */
    private static final int HEAP_SHARE = 8;

    private final long most;
    private final AtomicLong used = new AtomicLong();
    private final Metrics metrics;

    public MemoryBudget(MemoryConfig config, Metrics metrics) {
        this.most = config.bufferBytes().orElse(Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        this.metrics = metrics;
        metrics.gauge("voiceforge.memory.buffered", "Bytes of requests and responses that are buffered", used::get);
    }

    /** A share that grows with the buffered data; close it when nothing is buffered any longer. */
    public Share open() {
        return new Share();
    }

    /** One request's share of the budget. */
    public final class Share implements Memory, AutoCloseable {

        private long bytes;
        private boolean isClosed;

        private Share() {
        }

        /** See {@link Memory#take}; does nothing once the share is closed, because then nobody is left to buffer for. */
        @Override
        public synchronized void take(long more) {
            if (isClosed) {
                return;
            }
            if (used.addAndGet(more) > most) {
                used.addAndGet(-more);
                metrics.memoryRefused();
                throw ApiException.retryable(ErrorCode.OVERLOADED,
                        "The gateway is busy with large requests and responses. Try again.", Duration.ofSeconds(1));
            }
            bytes += more;
        }

        @Override
        public synchronized void giveBack(long less) {
            if (!isClosed) {
                used.addAndGet(-less);
                bytes -= less;
            }
        }

        /** Returns all bytes. Further calls do nothing. */
        @Override
        public synchronized void close() {
            if (!isClosed) {
                isClosed = true;
                used.addAndGet(-bytes);
            }
        }
    }
}
