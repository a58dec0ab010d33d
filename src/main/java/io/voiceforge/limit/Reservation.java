package io.voiceforge.limit;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/**
 * An amount of a quota reserved for one request. The holder must settle it when the request ends, however it ends; an unsettled
 * amount stays used. Thread-safe.
 */
public final class Reservation {

    private final LongConsumer settlement;
    private final AtomicBoolean settled = new AtomicBoolean();

    /** @param settlement is told the actual amount, once */
    Reservation(LongConsumer settlement) {
        this.settlement = settlement;
    }

    /**
     * Replaces the reserved amount with the actual one; only the first call counts. Never fails, and need not be awaited.
     *
     * @param actual at least 0; may exceed the reserved amount
     */
    public void settle(long actual) {
        if (settled.compareAndSet(false, true)) {
            settlement.accept(actual);
        }
    }
}
