package io.voiceforge.limit;

import java.time.YearMonth;

import io.smallrye.mutiny.Uni;

/** Recorded usage of keys and customers. */
public interface MonthlyUsage {

    /**
     * How much the key, or all keys of the customer, have used in the month (UTC) according to the records; at least 0. May fail;
     * callers then retry later.
     */
    Uni<Long> usedIn(QuotaHolder holder, YearMonth month, QuotaUnit unit);
}
