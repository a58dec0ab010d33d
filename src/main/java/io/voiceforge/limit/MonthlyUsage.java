package io.voiceforge.limit;

import java.time.YearMonth;
import java.util.UUID;

import io.smallrye.mutiny.Uni;

/** What the records say of a key's use. */
public interface MonthlyUsage {

    /**
     * How much the key has used in the month (UTC) as far as it is recorded; at least 0. May fail, and is then asked again
     * later.
     */
    Uni<Long> usedIn(UUID keyId, YearMonth month, QuotaUnit unit);
}
