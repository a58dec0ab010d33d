package io.voiceforge.limit;

import java.time.Duration;

import io.voiceforge.key.RateLimit;

/**
 * The decision on one request, and the state of the tightest rate limit of its key and its customer afterwards: the one that admits
 * the fewest further requests; of several such the one with the longest window, and of two with the same window the key's. If a rate
 * limit refuses the request, it is that one.
 *
 * @param refusedBy the kind of limit that was reached; null if the request is admitted
 * @param rate the tightest rate limit; null if there is none
 * @param isCustomerRate whether this limit is the customer's, and not the key's own
 * @param remaining how many more requests this limit would admit now, 0 to its number; 0 if there is none
 * @param reset how long until the oldest requests that it counts expire and make room; zero if none are counted
 */
public record Admission(Refusal refusedBy, RateLimit rate, boolean isCustomerRate, int remaining, Duration reset) {

    /** The kinds of limits on requests. */
    public enum Refusal {
        /** The tightest rate limit. */
        RATE,
        /** Of concurrent requests of the key. */
        CONCURRENCY,
        /** Of concurrent requests of all keys of its customer. */
        CUSTOMER_CONCURRENCY
    }

    /** A decision where there are no rate limits. */
    public static Admission withoutRates(Refusal refusedBy) {
        return new Admission(refusedBy, null, false, 0, Duration.ZERO);
    }

    public boolean isAdmitted() {
        return refusedBy == null;
    }
}
