package io.voiceforge.limit;

import java.util.Arrays;

/**
 * The requests of the last hour, in one-minute buckets. A bucket counts in full until its last request is an hour old, so the
 * count is never too low, a request counts at most a minute too long, and nothing counts once the last request is an hour old.
 * Constant memory: at most {@value #BUCKETS} buckets of 16 bytes. Not thread-safe.
 */
final class HourWindow {

    static final long HOUR_NANOS = 3_600_000_000_000L;
    /** An hour may touch 61 minutes. */
    static final int BUCKETS = 61;

    private static final long BUCKET_NANOS = HOUR_NANOS / 60;
    private static final int FIRST_BUCKETS = 4;

    /** A ring that starts at {@link #oldest}; grows on demand, since most keys have few busy minutes. */
    private long[] last = new long[FIRST_BUCKETS];
    private int[] counts = new int[FIRST_BUCKETS];
    private int oldest;
    private int used;
    private int total;

    /**
     * The number of requests that count at a time, in nanoseconds since any fixed point. A time before the last request is
     * treated as the time of that request.
     */
    int count(long now) {
        long time = forward(now);
        while (used > 0 && time - last[oldest] >= HOUR_NANOS) {
            total -= counts[oldest];
            oldest = (oldest + 1) % last.length;
            used--;
        }
        return total;
    }

    /** Counts more requests at a time for which {@link #count} has just been called. */
    void add(long now, int requests) {
        long time = forward(now);
        if (used == 0 || Math.floorDiv(last[newest()], BUCKET_NANOS) != Math.floorDiv(time, BUCKET_NANOS)) {
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
        return used == 0 ? 0 : last[oldest] + HOUR_NANOS - forward(now);
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
