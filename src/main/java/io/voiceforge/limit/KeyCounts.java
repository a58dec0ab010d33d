package io.voiceforge.limit;

import java.time.Duration;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What one key uses in this process. Guarded by its own lock, which is never held while anything is waited for. */
final class KeyCounts {

    private record CounterId(YearMonth month, QuotaUnit unit) {
    }

    private final HourWindow hour = new HourWindow();
    /** The requests that hold a place; no larger than the key's limit. */
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

    /** What all replicas together had counted when this process was last told. */
    void mirror(int counted, long now) {
        sharedCount = counted;
        sharedAt = now;
        isShared = true;
    }

    /** The requests that nobody else has been told about; from now on they count among those of all. */
    int takeOwed(long now) {
        int owed = hour.count(now);
        if (owed > 0) {
            mirror(shared(now) + owed, now);
            hour.clear();
        }
        return owed;
    }

    /** They could not be told after all. */
    void owe(int requests, long now) {
        hour.count(now);
        hour.add(now, requests);
        sharedCount = Math.max(0, sharedCount - requests);
    }

    /** One of the requests that were let through here has been counted for all as well. */
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

    /** The counter of a month; earlier months are forgotten. */
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

    /** Drops what no longer counts, and this itself when nothing is left. */
    boolean dropIfIdle(long now, YearMonth month) {
        if (month != null) {
            forgetBefore(month);
        }
        dropped = hour.count(now) == 0 && shared(now) == 0 && places.isEmpty() && months.isEmpty();
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
