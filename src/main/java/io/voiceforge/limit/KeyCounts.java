package io.voiceforge.limit;

import java.time.Duration;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.voiceforge.key.RateLimit;
import io.voiceforge.key.RateWindow;

/** What one key, or all keys of one customer, use in this process. Guarded by its own lock, which is never held while waiting. */
final class KeyCounts {

    private record CounterId(YearMonth month, QuotaUnit unit) {
    }

    /** By the ordinal of their windows; null where nothing has been counted yet. */
    private final RateCounter[] rates = new RateCounter[RateWindow.values().length];
    /** The requests that hold a permit; at most the key's limit. */
    private final Set<String> places = new HashSet<>();
    private final Map<CounterId, QuotaCounter> months = new HashMap<>();
    private boolean dropped;

    /** @param customer what the customer's keys use, with its lock held; null if they share no limit */
    Admission admit(Limits limits, String requestId, long now, KeyCounts customer) {
        List<RateLimit> limited = limits.rates().limits();
        RateLimit tightest = null;
        long remaining = 0;
        for (int i = 0; i < limited.size(); i++) {
            RateLimit rate = limited.get(i);
            long left = Math.max(0, rate.requests() - counter(rate.window()).count(now));
            if (tightest == null || left < remaining) {
                tightest = rate;
                remaining = left;
            }
        }
        Admission.Refusal refusal = null;
        if (tightest != null && remaining == 0) {
            refusal = Admission.Refusal.RATE;
        } else if (limits.maxConcurrent() != null && places.size() >= limits.maxConcurrent()) {
            refusal = Admission.Refusal.CONCURRENCY;
        } else if (customer != null && customer.places.size() >= limits.customerMaxConcurrent()) {
            refusal = Admission.Refusal.CUSTOMER_CONCURRENCY;
        } else {
            for (int i = 0; i < limited.size(); i++) {
                counter(limited.get(i).window()).add(now);
            }
            remaining = Math.max(0, remaining - 1);
            if (limits.maxConcurrent() != null) {
                places.add(requestId);
            }
            if (customer != null) {
                customer.places.add(requestId);
            }
        }
        return new Admission(refusal, tightest, (int) remaining,
                tightest == null ? Duration.ZERO : Duration.ofNanos(counter(tightest.window()).resetNanos(now)));
    }

    /** The counter of a window, which exists from its first use. */
    RateCounter counter(RateWindow window) {
        RateCounter known = rates[window.ordinal()];
        if (known == null) {
            known = new RateCounter(window);
            rates[window.ordinal()] = known;
        }
        return known;
    }

    /** Drops one locally admitted request that was also counted for all replicas. */
    void forgive() {
        for (RateCounter rate : rates) {
            if (rate != null) {
                rate.forgive();
            }
        }
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
        dropped = isCountless(now) && places.isEmpty() && months.isEmpty();
        return dropped;
    }

    /** Whether it has been removed from the table and must no longer be used. */
    boolean isDropped() {
        return dropped;
    }

    private boolean isCountless(long now) {
        for (RateCounter rate : rates) {
            if (rate != null && rate.count(now) > 0) {
                return false;
            }
        }
        return true;
    }

    private void forgetBefore(YearMonth month) {
        months.keySet().removeIf(counter -> counter.month().isBefore(month));
    }
}
