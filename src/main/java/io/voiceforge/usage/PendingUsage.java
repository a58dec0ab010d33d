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
 * Sums of calls that are not in a batch yet. Any thread may add calls at any time; each call ends up in exactly one batch. The
 * caller must ensure that only one thread at a time takes batches.
 */
final class PendingUsage {

    private static final long HOUR_SECONDS = 3600;

    private final ConcurrentHashMap<Slot, RunningTotals> sums = new ConcurrentHashMap<>();
    private final ModelNames models = new ModelNames();
    /** The hour of the last call, which is nearly always the next call's hour too. */
    private volatile Instant hour = Instant.EPOCH;

    /**
     * @param maxSlots the limit on slots before the call; concurrent threads may exceed it by one each
     * @return false if there is no room for another slot and the call was not added
     */
    boolean add(FinishedCall call, int maxSlots) {
        Instant start = hourOf(call.at());
        Slot slot = new Slot(call.keyId(), call.customer(), start, call.operation(), call.provider(),
                models.bounded(call.keyId(), start, call.model()), call.outcome());
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
            // already taken, and about to be removed by the thread that took it
            sums.remove(slot, known);
        }
    }

    /** Removes up to {@code maxSlots} slots; null if there are none. */
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
                // re-created behind the iterator
                continue;
            }
            Totals sum = taken.take();
            sums.remove(slot, taken);
            // a slot is in the map before its first call is added
            if (sum.calls() > 0) {
                totals.put(slot, sum);
                uses.merge(slot.keyId(), new Use(taken.lastUsedAt().truncatedTo(ChronoUnit.MICROS), sum.calls()),
                        PendingUsage::both);
                sinceNanos = earlier(sinceNanos, taken.sinceNanos());
            }
        }
        return totals.isEmpty() ? null : new Taken(new Batch(UUID.randomUUID(), totals, uses), sinceNanos);
    }

    /** A snapshot of the current sums. */
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

    /** {@link System#nanoTime} of the end of the first pending call, or the current time if there is none. */
    long sinceNanos() {
        long since = System.nanoTime();
        for (RunningTotals sum : sums.values()) {
            since = earlier(since, sum.sinceNanos());
        }
        return since;
    }

    /** A batch, and {@link System#nanoTime} of the end of its first call. */
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
