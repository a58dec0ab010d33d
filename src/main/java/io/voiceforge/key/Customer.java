package io.voiceforge.key;

import java.time.Instant;
import java.util.UUID;

/**
 * Somebody who may have several keys. Its limits are shared by them and apply in addition to each key's own.
 *
 * @param name unique, 1 to 100 code points without control characters; never changes, because usage is recorded under it
 * @param rateLimits requests of all its keys together in any second, minute, hour and day
 * @param maxConcurrent concurrent requests of all its keys together, at least 1, or null for no limit
 * @param quota what all its keys may use together
 */
public record Customer(UUID id, String name, Instant createdAt, Instant updatedAt, RateLimits rateLimits, Integer maxConcurrent,
        Quota quota) {

    /** A customer without rate limits. */
    public Customer(UUID id, String name, Instant createdAt, Instant updatedAt, Integer maxConcurrent, Quota quota) {
        this(id, name, createdAt, updatedAt, RateLimits.NONE, maxConcurrent, quota);
    }

    /** A copy with other limits, as of {@code now}. */
    public Customer with(RateLimits newRateLimits, Integer newMaxConcurrent, Quota newQuota, Instant now) {
        return new Customer(id, name, createdAt, now, newRateLimits, newMaxConcurrent, newQuota);
    }
}
