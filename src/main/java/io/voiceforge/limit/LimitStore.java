package io.voiceforge.limit;

import java.time.YearMonth;
import java.util.UUID;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

/**
 * Counts what keys, and all keys of a customer, use, in this process or across all replicas. Implementations never block. Each decision is atomic: it takes
 * everything or nothing.
 */
public interface LimitStore {

    /**
     * Counts one request against all rate limits and, if there are concurrency limits, takes a permit of each. Does nothing if any limit
     * is reached.
     *
     * @param requestId identifies the permit, which {@link #release} returns
     */
    Uni<Admission> admit(Limits limits, String requestId);

    /**
     * Returns a permit of a key or customer; does nothing if the request has none. Never fails, and need not be awaited.
     */
    void release(UUID holder, String requestId);

    /**
     * Takes {@code amount} of a month's quota if that much is left.
     *
     * @param holder the key, or the customer
     * @param amount at least 0
     * @param usedBefore the month's recorded usage, called only if nothing is counted yet
     */
    Uni<QuotaDecision> reserve(UUID holder, YearMonth month, QuotaUnit unit, long limit, long amount,
            Supplier<Uni<Long>> usedBefore);

    /** Corrects a reservation by the difference between the used and the reserved amount. Never fails. */
    void settle(UUID holder, YearMonth month, QuotaUnit unit, long difference);
}
