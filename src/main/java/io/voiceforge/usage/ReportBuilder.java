package io.voiceforge.usage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

import io.voiceforge.call.Operation;
import io.voiceforge.usage.FinishedCall.Outcome;
import io.voiceforge.usage.Report.Percentiles;
import io.voiceforge.usage.Report.Step;
import io.voiceforge.usage.UsageStore.Row;
import io.voiceforge.usage.UsageStore.Slot;
import io.voiceforge.usage.UsageStore.Totals;

/** Adds up rows into a report. Not thread-safe. */
final class ReportBuilder {

    private final Granularity granularity;
    private final Map<Operation, Long> byOperation = new EnumMap<>(Operation.class);
    private final Map<Outcome, Long> byOutcome = new EnumMap<>(Outcome.class);
    private final Map<String, Long> byProvider = new TreeMap<>();
    private final TreeMap<Integer, Long> latency = new TreeMap<>();
    private final TreeMap<Instant, Step> series = new TreeMap<>();
    private long calls;
    private long characters;
    private long audioMillis;
    private long tokens;
    private long totalMillis;
    private long today;

    ReportBuilder(Granularity granularity) {
        this.granularity = granularity;
    }

    void add(Row row) {
        Slot slot = row.slot();
        Totals totals = row.totals();
        calls += totals.calls();
        characters += totals.characters();
        audioMillis += totals.audioMillis();
        tokens += totals.tokens();
        totalMillis += totals.totalMillis();
        byOperation.merge(slot.operation(), totals.calls(), Long::sum);
        byOutcome.merge(slot.outcome(), totals.calls(), Long::sum);
        if (slot.provider() != null) {
            byProvider.merge(slot.provider().name(), totals.calls(), Long::sum);
        }
        totals.latency().forEach((bucket, count) -> latency.merge(bucket, count, Long::sum));
        Instant start = granularity.startOf(slot.hour());
        long errors = slot.outcome() == Outcome.ERROR ? totals.calls() : 0;
        series.merge(start, new Step(start, totals.calls(), errors),
                (one, other) -> new Step(start, one.requests() + other.requests(), one.errors() + other.errors()));
    }

    void addToday(Row row) {
        today += row.totals().calls();
    }

    Report build() {
        long succeeded = byOutcome.getOrDefault(Outcome.SUCCESS, 0L);
        long decided = succeeded + byOutcome.getOrDefault(Outcome.ERROR, 0L);
        return new Report(calls,
                decided == 0 ? null : 100.0 * succeeded / decided,
                calls == 0 ? null : (double) totalMillis / calls,
                today, of(Operation.SPEECH), of(Operation.TRANSCRIPTION), of(Operation.VAD), of(Operation.CHAT),
                of(Operation.FLOW), characters, audioMillis / 1000.0, tokens, byProvider,
                latency.isEmpty() ? null : new Percentiles(percentile(50), percentile(95), percentile(99)),
                new ArrayList<>(series.values()));
    }

    private long of(Operation operation) {
        return byOperation.getOrDefault(operation, 0L);
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
