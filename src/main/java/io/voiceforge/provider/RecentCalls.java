package io.voiceforge.provider;

import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalLong;

import io.voiceforge.error.ProviderFailure;

/** What the last calls to one operation of one provider have shown. Safe for use by several threads. */
final class RecentCalls {

    private static final int REMEMBERED = 100;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /**
     * A failure.
     *
     * @param outcome see {@link ProviderFailure#outcome}
     */
    record Failed(String outcome, Instant at) {
    }

    private final long[] firstByteNanos = new long[REMEMBERED];
    private long successes;
    private volatile Failed lastFailure;
    private volatile Instant misconfiguredSince;

    synchronized void succeeded(long nanos) {
        firstByteNanos[(int) (successes++ % REMEMBERED)] = nanos;
        misconfiguredSince = null;
    }

    void failed(Throwable failure, String outcome) {
        Instant now = Instant.now();
        lastFailure = new Failed(outcome, now);
        if (failure instanceof ProviderFailure.RejectedOperator && misconfiguredSince == null) {
            misconfiguredSince = now;
        }
    }

    /** The last failure of the provider's; null if there was none. */
    Failed lastFailure() {
        return lastFailure;
    }

    /** Since when it has rejected the operator's settings, without a success in between; null if it has not. */
    Instant misconfiguredSince() {
        return misconfiguredSince;
    }

    /** The median time to the first byte in milliseconds; empty before the first success. */
    synchronized OptionalLong medianMillis() {
        int count = (int) Math.min(successes, REMEMBERED);
        if (count == 0) {
            return OptionalLong.empty();
        }
        long[] sorted = Arrays.copyOf(firstByteNanos, count);
        Arrays.sort(sorted);
        return OptionalLong.of(sorted[(count - 1) / 2] / NANOS_PER_MILLI);
    }
}
