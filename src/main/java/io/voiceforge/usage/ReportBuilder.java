package io.voiceforge.usage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.voiceforge.call.Operation;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.usage.Report.Figures;
import io.voiceforge.usage.UsageStore.Row;
import io.voiceforge.usage.UsageStore.Slot;

/** Adds up rows into a report. Not thread-safe. */
final class ReportBuilder {

    /** Some megabytes of JSON. */
    static final int MAX_FIGURES = 20_000;

    /** Groups by their members, in the order of these; what is unknown comes first. */
    private static final Comparator<List<String>> ORDER = (one, other) -> {
        for (int i = 0; i < one.size(); i++) {
            int order = Comparator.nullsFirst(Comparator.<String> naturalOrder()).compare(one.get(i), other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    };

    private final Granularity granularity;
    private final List<Dimension> groupBy;
    private final Map<Operation, Long> byOperation = new EnumMap<>(Operation.class);
    private final Map<String, Long> byProvider = new TreeMap<>();
    private final Sums all = new Sums();
    private final TreeMap<List<String>, Sums> groups = new TreeMap<>(ORDER);
    private final TreeMap<Instant, TreeMap<List<String>, Sums>> series = new TreeMap<>();
    private int figures;
    private long today;

    /** @param groupBy empty for no groups */
    ReportBuilder(Granularity granularity, List<Dimension> groupBy) {
        this.granularity = granularity;
        this.groupBy = groupBy;
    }

    /** @throws ApiException if the report becomes too large */
    void add(Row row) {
        Slot slot = row.slot();
        long calls = row.totals().calls();
        all.add(row);
        byOperation.merge(slot.operation(), calls, Long::sum);
        if (slot.provider() != null) {
            byProvider.merge(slot.provider().name(), calls, Long::sum);
        }
        List<String> group = new ArrayList<>(groupBy.size());
        groupBy.forEach(dimension -> group.add(dimension.of(slot)));
        groups.computeIfAbsent(group, first -> new Sums()).add(row);
        series.computeIfAbsent(granularity.startOf(slot.hour()), start -> new TreeMap<>(ORDER))
                .computeIfAbsent(group, first -> {
                    figures++;
                    return new Sums();
                }).add(row);
        if (figures > MAX_FIGURES) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, "groupBy", "The report would have more than " + MAX_FIGURES
                    + " steps. Ask for days in place of hours, a shorter period, or fewer groups.");
        }
    }

    void addToday(Row row) {
        today += row.totals().calls();
    }

    Report build() {
        Figures total = all.figures(null, null);
        List<Figures> steps = new ArrayList<>(figures);
        series.forEach((start, byGroup) -> byGroup
                .forEach((group, sums) -> steps.add(sums.figures(start, groupBy.isEmpty() ? null : members(group)))));
        return new Report(total.requests(), all.successRate(), all.averageMillis(), today, of(Operation.SPEECH),
                of(Operation.TRANSCRIPTION), of(Operation.VAD), of(Operation.CHAT), of(Operation.FLOW), total.characters(),
                total.audioSeconds(), total.tokens(), total.cost(), total.unpricedRequests(), byProvider, total.latency(),
                groupBy.isEmpty() ? null
                        : groups.entrySet().stream().map(group -> group.getValue().figures(null, members(group.getKey())))
                                .toList(),
                steps);
    }

    private Map<String, String> members(List<String> group) {
        Map<String, String> members = new LinkedHashMap<>();
        for (int i = 0; i < groupBy.size(); i++) {
            members.put(groupBy.get(i).wireName(), group.get(i));
        }
        return members;
    }

    private long of(Operation operation) {
        return byOperation.getOrDefault(operation, 0L);
    }
}
