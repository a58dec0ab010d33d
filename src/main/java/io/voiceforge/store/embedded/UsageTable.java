package io.voiceforge.store.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

import io.voiceforge.usage.UsageStore.Row;
import io.voiceforge.usage.UsageStore.Slot;
import io.voiceforge.usage.UsageStore.Totals;

/**
 * Usage by hour. Bounded in time and in rows; the oldest hours are evicted first. Not thread-safe; the caller must synchronize.
 */
final class UsageTable {

    private final TreeMap<Instant, Map<Slot, Totals>> hours = new TreeMap<>();
    private final Duration kept;
    private final int maxRows;
    private int rows;

    /** @param kept how much older than the newest hour the oldest one may be */
    UsageTable(Duration kept, int maxRows) {
        this.kept = kept;
        this.maxRows = maxRows;
    }

    void add(Slot slot, Totals totals) {
        Map<Slot, Totals> hour = hours.computeIfAbsent(slot.hour(), start -> new HashMap<>());
        int before = hour.size();
        hour.merge(slot, totals, Totals::plus);
        rows += hour.size() - before;
    }

    /** Evicts hours that are too old or exceed the row limit, but never the newest hour. */
    void trim() {
        while (hours.size() > 1 && (rows > maxRows || hours.firstKey().isBefore(hours.lastKey().minus(kept)))) {
            rows -= hours.pollFirstEntry().getValue().size();
        }
    }

    /** @param keyId null for all */
    List<Row> read(UUID keyId, Instant from, Instant to) {
        return from.isBefore(to) ? rows(hours.subMap(from, to), keyId) : List.of();
    }

    /** All rows, oldest first. */
    List<Row> copy() {
        return rows(hours, null);
    }

    int size() {
        return rows;
    }

    private static List<Row> rows(SortedMap<Instant, Map<Slot, Totals>> hours, UUID keyId) {
        List<Row> found = new ArrayList<>();
        hours.values().forEach(hour -> hour.forEach((slot, totals) -> {
            if (keyId == null || keyId.equals(slot.keyId())) {
                found.add(new Row(slot, totals));
            }
        }));
        return found;
    }
}
