package io.voiceforge.usage;

/**
 * Latency buckets, each 10 % wider than the one before, so that percentiles are accurate to 10 %. Unlike stored percentiles,
 * buckets can be added up across processes and hours.
 */
public final class Latency {

    private static final double GROWTH = Math.log(1.1);
    /** The bucket for everything above 15 minutes. */
    private static final int LAST = bucket(900_000);

    private Latency() {
    }

    /** The bucket for a latency in milliseconds: 0 for less than 1 ms. */
    public static int bucket(long millis) {
        int bucket = millis < 1 ? 0 : 1 + (int) (Math.log(millis) / GROWTH);
        return LAST == 0 ? bucket : Math.min(bucket, LAST);
    }

    /** The midpoint of a bucket in milliseconds. */
    public static double millis(int bucket) {
        return bucket == 0 ? 0.5 : Math.exp((bucket - 0.5) * GROWTH);
    }
}
