package io.voiceforge.usage;

/**
 * Buckets for times, each a tenth wider than the one before: a percentile from them is right to 10 %. The buckets add up across
 * processes and hours, which stored percentiles would not.
 */
public final class Latency {

    private static final double GROWTH = Math.log(1.1);
    /** The bucket of everything above a quarter of an hour. */
    private static final int LAST = bucket(900_000);

    private Latency() {
    }

    /** The bucket of that time in milliseconds: 0 for less than 1 ms. */
    public static int bucket(long millis) {
        int bucket = millis < 1 ? 0 : 1 + (int) (Math.log(millis) / GROWTH);
        return LAST == 0 ? bucket : Math.min(bucket, LAST);
    }

    /** The middle of a bucket in milliseconds. */
    public static double millis(int bucket) {
        return bucket == 0 ? 0.5 : Math.exp((bucket - 0.5) * GROWTH);
    }
}
