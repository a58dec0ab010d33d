package io.voiceforge.limit;

import java.time.Duration;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What one key uses in this process. Guarded by its own lock, which is never held while anything is waited for. */
final class KeyCounts {

    private record Counter(YearMonth month, QuotaUnit unit) {
    }

    private final HourWindow hour = new HourWindow();
    /** The requests that hold a place; no larger than the key's limit. */
    private final Set<String> places = new HashSet<>();
    private final Map<Counter, MonthUse> months = new HashMap<>();
    private boolean dropped;

    Admission admit(Limits limits, String requestId, long now) {
        int counted = hour.count(now);
        Admission.Refusal refusal = null;
        if (counted >= limits.perHour()) {
            refusal = Admission.Refusal.HOURLY;
        } else if (limits.maxConcurrent() != null && places.size() >= limits.maxConcurrent()) {
            refusal = Admission.Refusal.CONCURRENCY;
        } else {
            hour.add(now);
            counted++;
            if (limits.maxConcurrent() != null) {
                places.add(requestId);
            }
        }
        return new Admission(refusal, limits.perHour(), Math.max(0, limits.perHour() - counted),
                Duration.ofNanos(hour.resetNanos(now)));
    }

    void release(String requestId) {
        places.remove(requestId);
    }

    /** The counter of a month; earlier months are forgotten. */
    MonthUse month(YearMonth month, QuotaUnit unit) {
        forgetBefore(month);
        return months.computeIfAbsent(new Counter(month, unit), counter -> new MonthUse());
    }

    void settle(YearMonth month, QuotaUnit unit, long difference) {
        MonthUse use = months.get(new Counter(month, unit));
        if (use != null) {
            use.settle(difference);
        }
    }

    /** Drops what no longer counts, and this itself when nothing is left. */
    boolean dropIfIdle(long now, YearMonth month) {
        if (month != null) {
            forgetBefore(month);
        }
        dropped = hour.count(now) == 0 && places.isEmpty() && months.isEmpty();
        return dropped;
    }

    /** Whether it has been taken out of the table, and must not be used any more. */
    boolean isDropped() {
        return dropped;
    }

    int capacity() {
        return hour.capacity();
    }

    private void forgetBefore(YearMonth month) {
        months.keySet().removeIf(counter -> counter.month().isBefore(month));
    }
}
