package io.voiceforge.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.voiceforge.key.RateLimit;
import io.voiceforge.key.RateLimits;

/**
 * What any store must keep, whatever the arrivals: no time of a window's length passes more than its limit, what it says is left
 * is true, and room comes back within a 60th of a window. Times are in nanoseconds.
 */
public final class RateProperty {

    public static final long SECOND = 1_000_000_000L;
    public static final long HOUR = 3600 * SECOND;

    private RateProperty() {
    }

    /**
     * @param gaps between one arrival and the next
     * @param admit what the store says at a time, which never goes back
     */
    public static void check(RateLimits limits, List<Long> gaps, Function<Long, Admission> admit) {
        List<Long> admitted = new ArrayList<>();
        long now = 0;
        int left = 0;
        for (long gap : gaps) {
            now += gap;
            Admission admission = admit.apply(now);
            long time = now;
            boolean hasRoom = limits.limits().stream().allMatch(
                    limit -> within(nanos(limit) + nanos(limit) / 59, time, admitted) < limit.requests());
            if (hasRoom || left > 0) {
                assertThat(admission.isAdmitted()).as("there is room at %d", now).isTrue();
            }
            if (admission.isAdmitted()) {
                admitted.add(now);
            } else {
                assertThat(admission.refusedBy()).isEqualTo(Admission.Refusal.RATE);
                assertThat(admission.remaining()).isZero();
            }
            for (RateLimit limit : limits.limits()) {
                int counted = within(nanos(limit), now, admitted);
                assertThat(counted).as("in the %s up to %d", limit.window(), now).isLessThanOrEqualTo(limit.requests());
                assertThat(admission.remaining()).as("by the tightest").isBetween(0, limit.requests() - counted);
            }
            assertThat(admission.reset().toNanos()).isBetween(1L, nanos(admission.rate()));
            left = admission.remaining();
        }
    }

    private static int within(long nanos, long now, List<Long> admitted) {
        int first = admitted.size();
        while (first > 0 && now - admitted.get(first - 1) < nanos) {
            first--;
        }
        return admitted.size() - first;
    }

    private static long nanos(RateLimit limit) {
        return limit.window().seconds() * SECOND;
    }
}
