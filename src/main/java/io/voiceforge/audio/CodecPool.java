package io.voiceforge.audio;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.observe.Metrics;

/**
 * The threads that convert audio: one per processor, at least two. Tasks are short, a few milliseconds each; at most
 * {@value #MAX_QUEUED} tasks wait in the queue.
 */
@ApplicationScoped
public class CodecPool {

    static final int MAX_QUEUED = 1024;

    private final ThreadPoolExecutor threads;

    @Inject
    CodecPool(Metrics metrics) {
        this();
        metrics.gauge("voiceforge.codec.queued", "Audio chunks waiting for a codec thread", this::queued);
        metrics.gauge("voiceforge.codec.active", "Audio chunks being converted", this::active);
    }

    CodecPool() {
        int count = Math.max(2, Runtime.getRuntime().availableProcessors());
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_QUEUED), work -> {
            Thread thread = new Thread(work, "codec-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        }, (work, pool) -> {
            throw ApiException.retryable(ErrorCode.OVERLOADED,
                    "The gateway is converting as much audio as it can; try again shortly.",
                    Duration.ofSeconds(1));
        });
    }

    /** @throws ApiException with {@link ErrorCode#OVERLOADED} if the queue is full or the gateway is stopping */
    public void execute(Runnable work) {
        threads.execute(work);
    }

    /** Tasks waiting for a thread. */
    int queued() {
        return threads.getQueue().size();
    }

    /** Tasks being executed. */
    int active() {
        return threads.getActiveCount();
    }

    /** Accepts no more tasks; those in the queue still run. */
    @PreDestroy
    void stop() {
        threads.shutdown();
    }
}
