package io.voiceforge.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What any store must keep, whatever the arrivals: no hour passes more than the limit, what it says is left is true, and an
 * idle hour gives everything back. Times are in nanoseconds.
 */
public final class HourProperty {

    public static final long HOUR = 3_600_000_000_000L;

    private HourProperty() {
    }

    /**
     * @param gaps between one arrival and the next
     * @param admit what the store says at a time, which never goes back
     */
    public static void check(int limit, List<Long> gaps, Function<Long, Admission> admit) {
        List<Long> admitted = new ArrayList<>();
        int first = 0;
        long now = 0;
        int left = limit;
        for (long gap : gaps) {
            now += gap;
            Admission admission = admit.apply(now);
            while (first < admitted.size() && now - admitted.get(first) >= HOUR) {
                first++;
            }
            if (gap >= HOUR) {
                assertThat(admission.isAdmitted()).isTrue();
                assertThat(admission.remaining()).isEqualTo(limit - 1);
            }
            if (left > 0) {
                assertThat(admission.isAdmitted()).as("what was left is given").isTrue();
            }
            if (admission.isAdmitted()) {
                admitted.add(now);
            } else {
                assertThat(admission.refusedBy()).isEqualTo(Admission.Refusal.HOURLY);
                assertThat(admission.remaining()).isZero();
            }
            int inThisHour = admitted.size() - first;
            assertThat(inThisHour).as("in the hour up to %d", now).isLessThanOrEqualTo(limit);
            assertThat(admission.remaining()).isBetween(0, limit - inThisHour);
            assertThat(admission.reset().toNanos()).isBetween(1L, HOUR);
            left = admission.remaining();
        }
    }
}
