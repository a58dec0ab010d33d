package io.voiceforge.limit;

import java.time.Duration;

/**
 * The decision on one request, and the state of the key's hourly limit afterwards.
 *
 * @param refusedBy the limit that was reached; null if the request is admitted
 * @param limit requests in any hour
 * @param remaining how many more requests would be admitted now, 0 to {@code limit}
 * @param reset how long until the oldest counted requests expire and make room; zero if none are counted
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
