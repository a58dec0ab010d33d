package io.voiceforge.limit;

import java.util.concurrent.CompletableFuture;

/** Counts how much of one unit a key has used in one month. Guarded by its {@link KeyCounts}. */
final class QuotaCounter {

    /** What is reserved now, and what has been settled; records may already hold a part of it. */
    private long used;
    private boolean known;
    private boolean failed;
    private long askAgainNanos;
    private CompletableFuture<Void> load;

    /** Whether there is something to decide by: the records' answer, or that there is none. */
    boolean isReady() {
        return known || failed;
    }

    /** Whether it is time to ask the records. */
    boolean isToBeLoaded(long now) {
        return !known && load == null && (!failed || now - askAgainNanos >= 0);
    }

    /** The running load, or null. */
    CompletableFuture<Void> load() {
        return load;
    }

    void loading(CompletableFuture<Void> running) {
        load = running;
    }

    /** The records' answer. What came late may hold what was counted here meanwhile, so the larger number stands. */
    void loaded(long recorded) {
        load = null;
        correct(Math.max(used, recorded));
    }

    /** The records could not be asked; what is counted here decides until they are asked {@code again}. */
    void failed(long again) {
        load = null;
        failed = true;
        askAgainNanos = again;
    }

    /** Replaces what is counted by what somebody knows better. */
    void correct(long newUsed) {
        known = true;
        used = Math.max(0, newUsed);
    }

    /** As {@link LimitStore#reserve}. */
    QuotaDecision reserve(long limit, long amount) {
        long left = Math.max(0, limit - used);
        if (amount > left) {
            return new QuotaDecision(false, left);
        }
        used += amount;
        return new QuotaDecision(true, left - amount);
    }

    void settle(long difference) {
        used = Math.max(0, used + difference);
    }
}
