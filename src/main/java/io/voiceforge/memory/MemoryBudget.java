package io.voiceforge.memory;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.observe.Metrics;

/**
 * The bytes that all requests together may buffer: bodies and responses that are read as a whole. Streams need no share,
 * because they pass through. Thread-safe.
 */
@ApplicationScoped
public class MemoryBudget {

    /** The budget is the heap divided by this. Buffered data is copied and parsed, so it takes a multiple of its size. */
    private static final int HEAP_SHARE = 8;

    private final long most;
    private final AtomicLong used = new AtomicLong();

    public MemoryBudget(Metrics metrics) {
        this.most = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
        metrics.gauge("voiceforge.memory.buffered", "Bytes of requests and responses that are buffered", used::get);
    }

    /** A share that grows with the buffered data; close it when the buffer is no longer needed. */
    public Share open() {
        return new Share();
    }

    /** One buffer's share of the budget. */
    public final class Share implements AutoCloseable {

        private final AtomicLong bytes = new AtomicLong();

        private Share() {
        }

        /**
         * Takes more bytes.
         *
         * @throws ApiException {@code overloaded} if there are not enough left; then nothing is taken
         */
        public void take(long more) {
            if (used.addAndGet(more) > most) {
                used.addAndGet(-more);
                throw ApiException.retryable(ErrorCode.OVERLOADED, "The gateway is busy with large requests. Try again.",
                        Duration.ofSeconds(1));
            }
            bytes.addAndGet(more);
        }

        /** Returns all bytes. Further calls do nothing. */
        @Override
        public void close() {
            used.addAndGet(-bytes.getAndSet(0));
        }
    }
}
