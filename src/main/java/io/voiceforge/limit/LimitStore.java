package io.voiceforge.limit;

import java.time.YearMonth;
import java.util.UUID;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

/**
 * Counts what keys use, in this process or for all replicas together. Implementations never block; each decision is atomic:
 * either everything that it takes is taken, or nothing.
 */
public interface LimitStore {

    /**
     * Counts one request against the hour and, when there is a limit on requests at once, takes a place for it; neither when
     * either limit is reached.
     *
     * @param requestId names the place; {@link #release} gives it back
     */
    Uni<Admission> admit(Limits limits, String requestId);

    /** Gives a place back; does nothing when the request has none. Never fails, and need not be waited for. */
    void release(UUID keyId, String requestId);

    /**
     * Takes {@code amount} of a month's quota when that much is left.
     *
     * @param amount at least 0
     * @param usedBefore how much the month had used according to the records, asked for only when nothing is counted yet
     */
    Uni<QuotaDecision> reserve(UUID keyId, YearMonth month, QuotaUnit unit, long limit, long amount,
            Supplier<Uni<Long>> usedBefore);

    /** Corrects a reservation by the difference between what was used and what was reserved. Never fails. */
    void settle(UUID keyId, YearMonth month, QuotaUnit unit, long difference);
}
