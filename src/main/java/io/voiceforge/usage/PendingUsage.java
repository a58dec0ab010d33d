package io.voiceforge.usage;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.voiceforge.usage.UsageStore.Batch;
import io.voiceforge.usage.UsageStore.Row;
import io.voiceforge.usage.UsageStore.Slot;
import io.voiceforge.usage.UsageStore.Totals;
import io.voiceforge.usage.UsageStore.Use;

/**
 * Sums of calls that are in no batch yet. Calls are added by any thread at any time, each to exactly one batch; batches are
 * taken by one thread at a time, which the caller sees to.
 */
final class PendingUsage {

    private static final long HOUR_SECONDS = 3600;

    private final ConcurrentHashMap<Slot, RunningTotals> sums = new ConcurrentHashMap<>();
    /** The hour of the last call: nearly always the next one's too. */
    private volatile Instant hour = Instant.EPOCH;

    /**
     * @param maxSlots how many there may be before the call; several threads at once may go beyond by one each
     * @return false when there is no room for another slot; the call has not been added
     */
    boolean add(FinishedCall call, int maxSlots) {
        Slot slot = new Slot(call.keyId(), hourOf(call.at()), call.operation(), call.provider(), call.outcome());
        while (true) {
            RunningTotals known = sums.get(slot);
            if (known == null) {
                if (sums.size() >= maxSlots) {
                    return false;
                }
                known = sums.computeIfAbsent(slot, absent -> new RunningTotals());
            }
            if (known.add(call)) {
                return true;
            }
            // taken, and about to be removed by who has taken it
            sums.remove(slot, known);
        }
    }

    /** Removes up to so many slots; null when there are none. */
    Taken take(int maxSlots) {
        Map<Slot, Totals> totals = new HashMap<>();
        Map<UUID, Use> uses = new HashMap<>();
        long sinceNanos = System.nanoTime();
        Iterator<Map.Entry<Slot, RunningTotals>> entries = sums.entrySet().iterator();
        while (totals.size() < maxSlots && entries.hasNext()) {
            Map.Entry<Slot, RunningTotals> entry = entries.next();
            Slot slot = entry.getKey();
            RunningTotals taken = entry.getValue();
            if (totals.containsKey(slot)) {
                // begun anew behind the iterator
                continue;
            }
            Totals sum = taken.take();
            sums.remove(slot, taken);
            // in the map before its first call was added
            if (sum.calls() > 0) {
                totals.put(slot, sum);
                uses.merge(slot.keyId(), new Use(taken.lastUsedAt().truncatedTo(ChronoUnit.MICROS), sum.calls()),
                        PendingUsage::both);
                sinceNanos = earlier(sinceNanos, taken.sinceNanos());
            }
        }
        return totals.isEmpty() ? null : new Taken(new Batch(UUID.randomUUID(), totals, uses), sinceNanos);
    }

    /** What is here now. */
    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        sums.forEach((slot, sum) -> {
            Totals totals = sum.peek();
            if (totals != null && totals.calls() > 0) {
                rows.add(new Row(slot, totals));
            }
        });
        return rows;
    }

    int size() {
        return sums.size();
    }

    /** {@link System#nanoTime} of the first call that is here, or now. */
    long sinceNanos() {
        long since = System.nanoTime();
        for (RunningTotals sum : sums.values()) {
            since = earlier(since, sum.sinceNanos());
        }
        return since;
    }

    /** A batch, and {@link System#nanoTime} of its first call's end. */
    record Taken(Batch batch, long sinceNanos) {
    }

    private Instant hourOf(Instant time) {
        long start = Math.floorDiv(time.getEpochSecond(), HOUR_SECONDS) * HOUR_SECONDS;
        Instant last = hour;
        if (last.getEpochSecond() != start) {
            last = Instant.ofEpochSecond(start);
            hour = last;
        }
        return last;
    }

    private static Use both(Use one, Use other) {
        return new Use(one.lastUsedAt().isAfter(other.lastUsedAt()) ? one.lastUsedAt() : other.lastUsedAt(),
                one.calls() + other.calls());
    }

    private static long earlier(long oneNanos, long otherNanos) {
        return oneNanos - otherNanos < 0 ? oneNanos : otherNanos;
    }
}
