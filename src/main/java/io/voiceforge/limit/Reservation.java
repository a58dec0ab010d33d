package io.voiceforge.limit;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/**
 * An amount of a quota that is kept for one request. Whoever has it settles it when the request ends, however it ends; what is
 * not settled stays used. Thread-safe.
 */
public final class Reservation {

    private final long amount;
    private final LongConsumer correction;
    private final AtomicBoolean settled = new AtomicBoolean();

    Reservation(long amount, LongConsumer correction) {
        this.amount = amount;
        this.correction = correction;
    }

    /**
     * Puts what was used in place of what was reserved; only the first time. Never fails, and need not be waited for.
     *
     * @param actual at least 0; may be more than what was reserved
     */
    public void settle(long actual) {
        if (settled.compareAndSet(false, true) && actual != amount) {
            correction.accept(actual - amount);
        }
    }
}
