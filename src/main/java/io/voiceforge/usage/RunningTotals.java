package io.voiceforge.usage;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import io.voiceforge.usage.UsageStore.Totals;

/** The totals of one slot's calls until they are taken. Adding and reading hold this slot's lock for some ten nanoseconds. */
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
    private long priced;
    private long cost;
    private Instant lastUsedAt = Instant.MIN;
    /** Calls by latency bucket, starting at {@link #firstBucket}. */
    private int[] latency = NONE;
    private int firstBucket;

    /** Returns false if these totals have been taken; the call then belongs to the next ones. */
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
        priced += call.cost().isKnown() ? 1 : 0;
        cost += call.cost().micros();
        if (call.at().isAfter(lastUsedAt)) {
            lastUsedAt = call.at();
        }
        count(Latency.bucket(call.totalMillis()));
        return true;
    }

    /** Returns the totals and closes them: nothing is added from now on. */
    synchronized Totals take() {
        taken = true;
        return totals();
    }

    /** The totals so far; null if they have been taken. */
    synchronized Totals peek() {
        return taken ? null : totals();
    }

    /** When the most recent call began. */
    synchronized Instant lastUsedAt() {
        return lastUsedAt;
    }

    /** {@link System#nanoTime} of the end of the first call. */
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
        return new Totals(calls, characters, audioMillis, tokens, bytes, totalMillis, priced, cost, buckets);
    }
}
