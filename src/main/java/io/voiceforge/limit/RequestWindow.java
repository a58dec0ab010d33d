package io.voiceforge.limit;

import java.util.Arrays;

/**
 * The requests of the last so many nanoseconds, in buckets of a 60th of that time. A bucket counts in full until its last request
 * is as old as the window is long, so the count is never too low, a request counts at most a 60th too long, and nothing counts
 * once the last request is that old. Constant memory: at most {@value #BUCKETS} buckets of 16 bytes. Not thread-safe.
 */
final class RequestWindow {

    /** A window may touch one more than fit into it. */
    static final int BUCKETS = 61;

    private static final int FIRST_BUCKETS = 4;

    private final long nanos;
    private final long bucketNanos;
    /** A ring that starts at {@link #oldest}; grows on demand, since most keys have few busy buckets. */
    private long[] last = new long[FIRST_BUCKETS];
    private int[] counts = new int[FIRST_BUCKETS];
    private int oldest;
    private int used;
    private int total;

    RequestWindow(long nanos) {
        this.nanos = nanos;
        // rounded up: more buckets would not fit
        this.bucketNanos = (nanos + BUCKETS - 2) / (BUCKETS - 1);
    }

    /**
     * The number of requests that count at a time, in nanoseconds since any fixed point. A time before the last request is
     * treated as the time of that request.
     */
    int count(long now) {
        long time = forward(now);
        while (used > 0 && time - last[oldest] >= nanos) {
            total -= counts[oldest];
            oldest = (oldest + 1) % last.length;
            used--;
        }
        return total;
    }

    /** Counts more requests at a time for which {@link #count} has just been called. */
    void add(long now, int requests) {
        long time = forward(now);
        if (used == 0 || Math.floorDiv(last[newest()], bucketNanos) != Math.floorDiv(time, bucketNanos)) {
            if (used == last.length) {
                grow();
            }
            used++;
            counts[newest()] = 0;
        }
        last[newest()] = time;
        counts[newest()] += requests;
        total += requests;
    }

    /** Takes back the last counted request, if there is one. */
    void removeOne() {
        if (used > 0 && counts[newest()] > 0) {
            counts[newest()]--;
            total--;
        }
    }

    void clear() {
        used = 0;
        total = 0;
    }

    /** How long until the oldest bucket stops counting; 0 if nothing counts. */
    long resetNanos(long now) {
        return used == 0 ? 0 : last[oldest] + nanos - forward(now);
    }

    /** The allocated memory, in buckets. */
    int capacity() {
        return last.length;
    }

    private long forward(long now) {
        return used == 0 ? now : Math.max(now, last[newest()]);
    }

    private int newest() {
        return (oldest + used - 1) % last.length;
    }

    private void grow() {
        int size = last.length;
        int larger = Math.min(size * 2, BUCKETS);
        long[] times = Arrays.copyOf(Arrays.copyOfRange(last, oldest, size), larger);
        int[] numbers = Arrays.copyOf(Arrays.copyOfRange(counts, oldest, size), larger);
        System.arraycopy(last, 0, times, size - oldest, oldest);
        System.arraycopy(counts, 0, numbers, size - oldest, oldest);
        last = times;
        counts = numbers;
        oldest = 0;
    }
}
