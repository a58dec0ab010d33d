package io.voiceforge.memory;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.observe.Metrics;

/**
 * The bytes that all requests together may hold in buffers: bodies that are read as a whole, and answers that are. Streams need no
 * share, because they pass through. Safe for use by several threads.
 */
@ApplicationScoped
public class MemoryBudget {

    /** Of the heap. What is buffered is copied and parsed, so that it takes a multiple of its size. */
    private static final int HEAP_SHARE = 8;

    private final long most;
    private final AtomicLong used = new AtomicLong();

    MemoryBudget(Metrics metrics) {
        this.most = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
        metrics.gauge("voiceforge.memory.buffered", "Bytes of requests and answers that are buffered", used::get);
    }

    /** A share that grows with what is buffered; to be closed when the buffer is not needed any more. */
    public Share open() {
        return new Share();
    }

    /** What one buffer takes of the budget. */
    public final class Share implements AutoCloseable {

        private final AtomicLong bytes = new AtomicLong();

        private Share() {
        }

        /**
         * Takes more bytes.
         *
         * @throws ApiException {@code overloaded} when there are not as many left; then nothing is taken
         */
        public void take(long more) {
            if (used.addAndGet(more) > most) {
                used.addAndGet(-more);
                throw ApiException.retryable(ErrorCode.OVERLOADED, "The gateway is busy with large requests. Try again.",
                        Duration.ofSeconds(1));
            }
            bytes.addAndGet(more);
        }

        /** Gives everything back. Further calls do nothing. */
        @Override
        public void close() {
            used.addAndGet(-bytes.getAndSet(0));
        }
    }
}
