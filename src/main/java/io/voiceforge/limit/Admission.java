package io.voiceforge.limit;

import java.time.Duration;

import io.voiceforge.key.RateLimit;

/**
 * The decision on one request, and the state of the key's tightest rate limit afterwards: the one that admits the fewest further
 * requests, and of several such the one with the longest window. If a rate limit refuses the request, it is that one.
 *
 * @param refusedBy the kind of limit that was reached; null if the request is admitted
 * @param rate the tightest rate limit; null if the key has none
 * @param remaining how many more requests this limit would admit now, 0 to its number; 0 if there is none
 * @param reset how long until the oldest requests that it counts expire and make room; zero if none are counted
 */
public record Admission(Refusal refusedBy, RateLimit rate, int remaining, Duration reset) {

    /** The kinds of limits on requests. */
    public enum Refusal {
        RATE,
        /** Of concurrent requests of the key. */
        CONCURRENCY,
        /** Of concurrent requests of all keys of its customer. */
        CUSTOMER_CONCURRENCY
    }

    public boolean isAdmitted() {
        return refusedBy == null;
    }
}
