package io.voiceforge.limit;

import java.time.Duration;

/**
 * Whether one request may go on, and how the key's hour stands afterwards.
 *
 * @param refusedBy the limit that is reached, or null when the request is admitted
 * @param limit requests in any hour
 * @param remaining how many more would be admitted now, 0 to {@code limit}
 * @param reset how long until the hour has room that it does not have now: the oldest counted requests leave it; zero when none
 *        is counted
 */
public record Admission(Refusal refusedBy, int limit, int remaining, Duration reset) {

    /** The limits on requests. */
    public enum Refusal {
        HOURLY,
        CONCURRENCY
    }

    public boolean isAdmitted() {
        return refusedBy == null;
    }
}
