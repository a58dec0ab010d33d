package io.voiceforge.limit;

import java.time.YearMonth;
import java.util.UUID;

import io.smallrye.mutiny.Uni;

/** Recorded usage of keys. */
public interface MonthlyUsage {

    /**
     * How much the key has used in the month (UTC) according to the records; at least 0. May fail; callers then retry later.
     */
    Uni<Long> usedIn(UUID keyId, YearMonth month, QuotaUnit unit);
}
