package io.voiceforge.limit;

import java.util.Arrays;

/**
 * The requests of the last hour, in buckets of a minute. A bucket counts as a whole until its last request is an hour old:
 * never too little, at most a minute too long, and nothing once the last request is an hour old. Constant memory: at most
 * {@value #BUCKETS} buckets of 16 bytes. Not thread-safe.
 */
final class HourWindow {

    static final long HOUR_NANOS = 3_600_000_000_000L;
    /** An hour may touch 61 minutes. */
    static final int BUCKETS = 61;

    private static final long BUCKET_NANOS = HOUR_NANOS / 60;
    private static final int FIRST_BUCKETS = 4;

    /** A ring from {@link #oldest} on; grows as far as needed, since most keys have few busy minutes. */
    private long[] last = new long[FIRST_BUCKETS];
    private int[] counts = new int[FIRST_BUCKETS];
    private int oldest;
    private int used;
    private int total;

    /**
     * How many requests count at that time, in nanoseconds since any fixed point; at a time before the last one, as at that.
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

    /** Counts more requests at that time, for which {@link #count} has been asked just before. */
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

    /** Takes back the last request that has been counted, when there is one. */
    void removeOne() {
        if (used > 0 && counts[newest()] > 0) {
            counts[newest()]--;
            total--;
        }
    }

    /** Forgets everything. */
    void clear() {
        used = 0;
        total = 0;
    }

    /** How long until the oldest bucket stops counting; 0 when nothing counts. */
    long resetNanos(long now) {
        return used == 0 ? 0 : last[oldest] + HOUR_NANOS - forward(now);
    }

    /** How much memory is taken, in buckets. */
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
