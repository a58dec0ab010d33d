package io.voiceforge.usage;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import io.voiceforge.usage.UsageStore.Totals;

/**
 * Totals over the calls of one slot until they are taken. Adding holds a lock of this slot for some ten nanoseconds, and so does
 * reading.
 */
final class RunningTotals {

    private static final int[] NONE = {};

    private final long sinceNanos = System.nanoTime();
    private boolean taken;
    private long calls;
    private long characters;
    private long audioMillis;
    private long tokens;
    private long bytes;
    private long totalMillis;
    private Instant lastUsedAt = Instant.MIN;
    /** Calls by bucket of time, from {@link #firstBucket} on. */
    private int[] latency = NONE;
    private int firstBucket;

    /** False when these sums have been taken: the call belongs into the next ones. */
    synchronized boolean add(FinishedCall call) {
        if (taken) {
            return false;
        }
        calls++;
        characters += call.characters();
        audioMillis += call.audioMillis();
        tokens += call.tokens();
        bytes += call.bytes();
        totalMillis += call.totalMillis();
        if (call.at().isAfter(lastUsedAt)) {
            lastUsedAt = call.at();
        }
        count(Latency.bucket(call.totalMillis()));
        return true;
    }

    /** The sums; nothing is added from now on. */
    synchronized Totals take() {
        taken = true;
        return totals();
    }

    /** The sums so far, or null when they have been taken. */
    synchronized Totals peek() {
        return taken ? null : totals();
    }

    /** When the youngest call began. */
    synchronized Instant lastUsedAt() {
        return lastUsedAt;
    }

    /** {@link System#nanoTime} of the first call's end. */
    long sinceNanos() {
        return sinceNanos;
    }

    private void count(int bucket) {
        if (latency.length == 0) {
            latency = new int[1];
            firstBucket = bucket;
        } else if (bucket < firstBucket) {
            int[] wider = new int[latency.length + firstBucket - bucket];
            System.arraycopy(latency, 0, wider, firstBucket - bucket, latency.length);
            latency = wider;
            firstBucket = bucket;
        } else if (bucket >= firstBucket + latency.length) {
            latency = Arrays.copyOf(latency, bucket - firstBucket + 1);
        }
        latency[bucket - firstBucket]++;
    }

    private Totals totals() {
        Map<Integer, Long> buckets = new HashMap<>();
        for (int i = 0; i < latency.length; i++) {
            if (latency[i] > 0) {
                buckets.put(firstBucket + i, (long) latency[i]);
            }
        }
        return new Totals(calls, characters, audioMillis, tokens, bytes, totalMillis, buckets);
    }
}
