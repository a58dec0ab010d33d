package io.voiceforge.call;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The clock of one call: when it started, when its first byte arrived, and how much of the time in between was spent waiting
 * for providers. Thread-safe.
 */
public final class CallTimer {

    private final Instant start = Instant.now();
    private final long startNanos = System.nanoTime();
    private final AtomicLong providerNanos = new AtomicLong();
    private volatile long readNanos = startNanos;
    /** 0 while the call is not waiting for a provider. */
    private volatile long waitingSinceNanos;
    private volatile long firstByteNanos = -1;
    private volatile long overheadNanos = -1;

    public Instant start() {
        return start;
    }

    /** Nanoseconds since the call started. */
    public long elapsedNanos() {
        return System.nanoTime() - startNanos;
    }

    /**
     * Records that the whole request has been received. Receiving it counts as the caller's time, not as the gateway's or a
     * provider's.
     */
    public void requestRead() {
        readNanos = System.nanoTime();
    }

    /** Nanoseconds since the whole request was received. */
    public long sinceReadNanos() {
        return System.nanoTime() - readNanos;
    }

    /** Records the first byte of the response. If a call sends several requests to providers, the last one counts. */
    public void firstByte() {
        overheadNanos = Math.max(0, sinceReadNanos() - waitedNanos());
        firstByteNanos = elapsedNanos();
    }

    /** Nanoseconds from the start to the first byte, or -1 if there was none. */
    public long firstByteNanos() {
        return firstByteNanos;
    }

    /** Starts a wait for a provider; {@link #waitedForProvider} ends it. */
    public void waitsForProvider() {
        waitingSinceNanos = System.nanoTime();
    }

    /** Adds time spent waiting for a provider; a negative value takes back a part that turned out to be the gateway's own. */
    public void waitedForProvider(long nanos) {
        providerNanos.addAndGet(nanos);
        if (nanos > 0) {
            waitingSinceNanos = 0;
        }
    }

    /** Whether a provider has been called and has responded, failed or been given up on. */
    public boolean hasWaitedForProvider() {
        return providerNanos.get() > 0;
    }

    /**
     * The gateway's own share of the time to the first byte, or of the time so far: everything except waiting for providers and
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
