package io.voiceforge.store.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.voiceforge.usage.UsageStore.Row;
import io.voiceforge.usage.UsageStore.Slot;
import io.voiceforge.usage.UsageStore.Totals;
import io.voiceforge.usage.UsageStore.Whose;

/**
 * Usage by hour. Bounded in rows; the oldest hours are evicted first. Not thread-safe; the caller must synchronize.
 */
final class UsageTable {

    private final TreeMap<Instant, Map<Slot, Totals>> hours = new TreeMap<>();
    private final int maxRows;
    private int rows;

    UsageTable(int maxRows) {
        this.maxRows = maxRows;
    }

    void add(Slot slot, Totals totals) {
        Map<Slot, Totals> hour = hours.computeIfAbsent(slot.hour(), start -> new HashMap<>());
        int before = hour.size();
        hour.merge(slot, totals, Totals::plus);
        rows += hour.size() - before;
    }

    /** Evicts the oldest hours while there are too many rows, but never the newest hour. */
    void trim() {
        while (hours.size() > 1 && rows > maxRows) {
            rows -= hours.pollFirstEntry().getValue().size();
        }
    }

    /** Deletes rows of hours before {@code end}, the oldest first; returns how many, at most {@code atMost}. */
    int deleteBefore(Instant end, int atMost) {
        int left = atMost;
        while (left > 0 && !hours.isEmpty() && hours.firstKey().isBefore(end)) {
            Map<Slot, Totals> oldest = hours.firstEntry().getValue();
            Iterator<Slot> slots = oldest.keySet().iterator();
            for (; left > 0 && slots.hasNext(); left--) {
                slots.next();
                slots.remove();
            }
            if (oldest.isEmpty()) {
                hours.pollFirstEntry();
            }
        }
        rows -= atMost - left;
        return atMost - left;
    }

    List<Row> read(Whose whose, Instant from, Instant to) {
        return from.isBefore(to) ? rows(hours.subMap(from, to), whose) : List.of();
    }

    /** All rows, oldest first. */
    List<Row> copy() {
        return rows(hours, Whose.ANYBODYS);
    }

    int size() {
        return rows;
    }

    private static List<Row> rows(SortedMap<Instant, Map<Slot, Totals>> hours, Whose whose) {
        List<Row> found = new ArrayList<>();
        hours.values().forEach(hour -> hour.forEach((slot, totals) -> {
            if (whose.has(slot)) {
                found.add(new Row(slot, totals));
            }
        }));
        return found;
    }
}
