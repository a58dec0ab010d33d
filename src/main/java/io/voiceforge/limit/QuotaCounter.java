package io.voiceforge.limit;

import java.util.concurrent.CompletableFuture;

/** Counts how much of one unit a key has used in one month. Guarded by its {@link KeyCounts}. */
final class QuotaCounter {

    /** The reserved and the settled amounts; the records may already include part of them. */
    private long used;
    private boolean known;
    private boolean failed;
    private long askAgainNanos;
    private CompletableFuture<Void> load;

    /** Whether a decision is possible: the records have been read or have failed. */
    boolean isReady() {
        return known || failed;
    }

    /** Whether the records are due to be read. */
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

    /**
     * Takes over the records' result. A late result may include what was counted here in the meantime, so the larger number
     * wins.
     */
    void loaded(long recorded) {
        load = null;
        correct(Math.max(used, recorded));
    }

    /** The records could not be read; the local count decides until they are read {@code again}. */
    void failed(long again) {
        load = null;
        failed = true;
        askAgainNanos = again;
    }

    /** Replaces the local count with a more authoritative one. */
    void correct(long newUsed) {
        known = true;
        used = Math.max(0, newUsed);
    }

    /** See {@link LimitStore#reserve}. */
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
