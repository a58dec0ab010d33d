package io.voiceforge.usage;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

import io.voiceforge.usage.FinishedCall.Outcome;
import io.voiceforge.usage.Report.Figures;
import io.voiceforge.usage.Report.Percentiles;
import io.voiceforge.usage.UsageStore.Row;
import io.voiceforge.usage.UsageStore.Totals;

/** Adds up rows. Not thread-safe. */
final class Sums {

    private final TreeMap<Integer, Long> latency = new TreeMap<>();
    private long calls;
    private long succeeded;
    private long failed;
    private long characters;
    private long audioMillis;
    private long tokens;
    private long totalMillis;
    private long priced;
    private long cost;

    void add(Row row) {
        Totals totals = row.totals();
        calls += totals.calls();
        succeeded += row.slot().outcome() == Outcome.SUCCESS ? totals.calls() : 0;
        failed += row.slot().outcome() == Outcome.ERROR ? totals.calls() : 0;
        characters += totals.characters();
        audioMillis += totals.audioMillis();
        tokens += totals.tokens();
        totalMillis += totals.totalMillis();
        priced += totals.priced();
        cost += totals.cost();
        totals.latency().forEach((bucket, count) -> latency.merge(bucket, count, Long::sum));
    }

    long calls() {
        return calls;
    }

    Double successRate() {
        return succeeded + failed == 0 ? null : 100.0 * succeeded / (succeeded + failed);
    }

    Double averageMillis() {
        return calls == 0 ? null : (double) totalMillis / calls;
    }

    /** @param start null for a whole period */
    Figures figures(Instant start, Map<String, String> group) {
        return new Figures(start, group, calls, failed, characters, audioMillis / 1000.0, tokens,
                priced == 0 && cost == 0 ? null : cost, calls - priced,
                latency.isEmpty() ? null : new Percentiles(percentile(50), percentile(95), percentile(99)));
    }

    /** The nearest-rank percentile of the calls' latencies, in milliseconds. */
    private double percentile(int percent) {
        long count = latency.values().stream().mapToLong(Long::longValue).sum();
        long rank = (count * percent + 99) / 100;
        long seen = 0;
        for (Map.Entry<Integer, Long> bucket : latency.entrySet()) {
            seen += bucket.getValue();
            if (seen >= rank) {
                return Latency.millis(bucket.getKey());
            }
        }
        return Latency.millis(latency.lastKey());
    }
}
