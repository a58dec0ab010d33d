package io.voiceforge.limit;

import java.time.Duration;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What one key uses in this process. Guarded by its own lock, which is never held while waiting. */
final class KeyCounts {

    private record CounterId(YearMonth month, QuotaUnit unit) {
    }

    private final HourWindow hour = new HourWindow();
    /** The requests that hold a permit; at most the key's limit. */
    private final Set<String> places = new HashSet<>();
    private final Map<CounterId, QuotaCounter> months = new HashMap<>();
    private boolean isShared;
    private int sharedCount;
    private long sharedAt;
    private boolean dropped;

    Admission admit(Limits limits, String requestId, long now) {
        int counted = hour.count(now) + shared(now);
        Admission.Refusal refusal = null;
        if (counted >= limits.perHour()) {
            refusal = Admission.Refusal.HOURLY;
        } else if (limits.maxConcurrent() != null && places.size() >= limits.maxConcurrent()) {
            refusal = Admission.Refusal.CONCURRENCY;
        } else {
            hour.add(now, 1);
            counted++;
            if (limits.maxConcurrent() != null) {
                places.add(requestId);
            }
        }
        return new Admission(refusal, limits.perHour(), Math.max(0, limits.perHour() - counted),
                Duration.ofNanos(resetNanos(now)));
    }

    /** What all replicas had counted together at the last update. */
    void mirror(int counted, long now) {
        sharedCount = counted;
        sharedAt = now;
        isShared = true;
    }

    /** Returns the requests that have not been reported; from now on they count as reported. */
    int takeOwed(long now) {
        int owed = hour.count(now);
        if (owed > 0) {
            mirror(shared(now) + owed, now);
            hour.clear();
        }
        return owed;
    }

    /** Takes back requests that could not be reported. */
    void owe(int requests, long now) {
        hour.count(now);
        hour.add(now, requests);
        sharedCount = Math.max(0, sharedCount - requests);
    }

    /** Drops one locally admitted request that was also counted for all replicas. */
    void forgive() {
        hour.removeOne();
    }

    private int shared(long now) {
        return isShared && now - sharedAt < HourWindow.HOUR_NANOS ? sharedCount : 0;
    }

    private long resetNanos(long now) {
        return shared(now) > 0 ? sharedAt + HourWindow.HOUR_NANOS - now : hour.resetNanos(now);
    }

    void release(String requestId) {
        places.remove(requestId);
    }

    /** The counter of a month; drops those of earlier months. */
    QuotaCounter month(YearMonth month, QuotaUnit unit) {
        forgetBefore(month);
        return months.computeIfAbsent(new CounterId(month, unit), counter -> new QuotaCounter());
    }

    void settle(YearMonth month, QuotaUnit unit, long difference) {
        QuotaCounter use = months.get(new CounterId(month, unit));
        if (use != null) {
            use.settle(difference);
        }
    }

    /** Drops what no longer counts, and marks this as dropped if nothing is left. */
    boolean dropIfIdle(long now, YearMonth month) {
        if (month != null) {
            forgetBefore(month);
        }
        dropped = hour.count(now) == 0 && shared(now) == 0 && places.isEmpty() && months.isEmpty();
        return dropped;
    }

    /** Whether it has been removed from the table and must no longer be used. */
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
