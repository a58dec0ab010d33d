package io.voiceforge.limit;

import io.voiceforge.key.RateWindow;

/**
 * Counts a key's requests in one window: those that this process has admitted alone, and those that all replicas had counted
 * together at the last update. Guarded by its {@link KeyCounts}.
 */
final class RateCounter {

    private final long nanos;
    private final RequestWindow own;
    private boolean isShared;
    private long sharedCount;
    private long sharedAt;

    RateCounter(RateWindow window) {
        this.nanos = window.seconds() * 1_000_000_000L;
        this.own = new RequestWindow(nanos);
    }

    long count(long now) {
        return own.count(now) + shared(now);
    }

    /** Counts a request at a time for which {@link #count} has just been called. */
    void add(long now) {
        own.add(now, 1);
    }

    /** How long until the oldest counted requests expire; 0 if nothing counts. */
    long resetNanos(long now) {
        return shared(now) > 0 ? sharedAt + nanos - now : own.resetNanos(now);
    }

    /** See {@link InProcessLimits#mirror}. */
    void mirror(long counted, long now) {
        sharedCount = counted;
        sharedAt = now;
        isShared = true;
    }

    /** Returns the requests that have not been reported; from now on they count as reported. */
    int takeOwed(long now) {
        int owed = own.count(now);
        if (owed > 0) {
            mirror(shared(now) + owed, now);
            own.clear();
        }
        return owed;
    }

    /** Takes back requests that could not be reported. */
    void owe(int requests, long now) {
        own.count(now);
        own.add(now, requests);
        sharedCount = Math.max(0, sharedCount - requests);
    }

    /** Drops one locally admitted request that was also counted for all replicas. */
    void forgive() {
        own.removeOne();
    }

    /** The allocated memory, in buckets. */
    int capacity() {
        return own.capacity();
    }

    private long shared(long now) {
        return isShared && now - sharedAt < nanos ? sharedCount : 0;
    }
}
