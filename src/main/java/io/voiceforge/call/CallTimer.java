package io.voiceforge.call;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The clock of one call: when it began, when its first byte was there, and how much of the time in between was spent waiting for
 * providers. Safe for use by several threads.
 */
public final class CallTimer {

    private final Instant start = Instant.now();
    private final long startNanos = System.nanoTime();
    private final AtomicLong providerNanos = new AtomicLong();
    private volatile long readNanos = startNanos;
    /** 0 while no provider is being waited for. */
    private volatile long waitingSinceNanos;
    private volatile long firstByteNanos = -1;
    private volatile long overheadNanos = -1;

    public Instant start() {
        return start;
    }

    /** Nanoseconds since the call began. */
    public long elapsedNanos() {
        return System.nanoTime() - startNanos;
    }

    /** The whole request has arrived. The time it took is the caller's, neither ours nor the providers'. */
    public void requestRead() {
        readNanos = System.nanoTime();
    }

    /** Nanoseconds since the whole request was there. */
    public long sinceReadNanos() {
        return System.nanoTime() - readNanos;
    }

    /** The first byte of the answer is there. A call that asks several questions keeps the time of the last one. */
    public void firstByte() {
        overheadNanos = Math.max(0, sinceReadNanos() - waitedNanos());
        firstByteNanos = elapsedNanos();
    }

    /** Nanoseconds from the beginning to the first byte, or -1 when there was none. */
    public long firstByteNanos() {
        return firstByteNanos;
    }

    /** The call begins to wait for a provider; {@link #waitedForProvider} ends the wait. */
    public void waitsForProvider() {
        waitingSinceNanos = System.nanoTime();
    }

    /** A provider was waited for so long; negative for a part of the wait that turns out to be ours. */
    public void waitedForProvider(long nanos) {
        providerNanos.addAndGet(nanos);
        if (nanos > 0) {
            waitingSinceNanos = 0;
        }
    }

    /** Whether a provider has been asked and has answered, failed or been given up. */
    public boolean hasWaitedForProvider() {
        return providerNanos.get() > 0;
    }

    /**
     * The gateway's own part of the time to the first byte, or of the time so far: everything except waiting for providers and
     * receiving the request. Waiting for a permit or a free connection is the gateway's own.
     */
    public long overheadNanos() {
        return overheadNanos >= 0 ? overheadNanos : Math.max(0, sinceReadNanos() - waitedNanos());
    }

    private long waitedNanos() {
        long since = waitingSinceNanos;
        return providerNanos.get() + (since == 0 ? 0 : System.nanoTime() - since);
    }
}
