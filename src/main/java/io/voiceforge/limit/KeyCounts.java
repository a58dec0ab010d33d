package io.voiceforge.limit;

import java.time.Duration;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

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
        int tightest = -1;
        long remaining = 0;
        for (int i = 0; i < limits.rateCount(); i++) {
            long left = Math.max(0, limits.rate(i).requests() - counter(limits, i, customer).count(now));
            if (limits.isTighter(i, left, tightest, remaining)) {
                tightest = i;
                remaining = left;
            }
        }
        Admission.Refusal refusal = null;
        if (tightest >= 0 && remaining == 0) {
            refusal = Admission.Refusal.RATE;
        } else if (limits.maxConcurrent() != null && places.size() >= limits.maxConcurrent()) {
            refusal = Admission.Refusal.CONCURRENCY;
        } else if (limits.customerMaxConcurrent() != null && customer.places.size() >= limits.customerMaxConcurrent()) {
            refusal = Admission.Refusal.CUSTOMER_CONCURRENCY;
        } else {
            for (int i = 0; i < limits.rateCount(); i++) {
                counter(limits, i, customer).add(now);
            }
            remaining = Math.max(0, remaining - 1);
            if (limits.maxConcurrent() != null) {
                places.add(requestId);
            }
            if (limits.customerMaxConcurrent() != null) {
                customer.places.add(requestId);
            }
        }
        return tightest < 0 ? Admission.withoutRates(refusal)
                : new Admission(refusal, limits.rate(tightest), limits.isCustomers(tightest), (int) remaining,
                        Duration.ofNanos(counter(limits, tightest, customer).resetNanos(now)));
    }

    private RateCounter counter(Limits limits, int i, KeyCounts customer) {
        return (limits.isCustomers(i) ? customer : this).counter(limits.rate(i).window());
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
