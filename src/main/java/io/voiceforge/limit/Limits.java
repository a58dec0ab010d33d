package io.voiceforge.limit;

import java.util.UUID;

import io.voiceforge.key.ApiKey;
import io.voiceforge.key.Customer;
import io.voiceforge.key.RateLimits;

/**
 * The request limits of a key, and that of its customer.
 *
 * @param maxConcurrent concurrent requests, at least 1, or null for no limit
 * @param customerId the customer whose keys share a limit on concurrent requests; null if there is none
 * @param customerMaxConcurrent this limit, at least 1; null if there is none
 */
public record Limits(UUID keyId, RateLimits rates, Integer maxConcurrent, UUID customerId, Integer customerMaxConcurrent) {

    /** The limits of a key that shares none. */
    public Limits(UUID keyId, RateLimits rates, Integer maxConcurrent) {
        this(keyId, rates, maxConcurrent, null, null);
    }

    public static Limits of(ApiKey key) {
        Customer customer = key.customer();
        boolean isShared = customer != null && customer.maxConcurrent() != null;
        return new Limits(key.id(), key.settings().rateLimits(), key.settings().maxConcurrent(),
                isShared ? customer.id() : null, isShared ? customer.maxConcurrent() : null);
    }
}
