package io.voiceforge.limit;

import java.util.UUID;

import io.voiceforge.key.ApiKey;
import io.voiceforge.key.Customer;
import io.voiceforge.key.RateLimit;
import io.voiceforge.key.RateLimits;

/**
 * The request limits of a key, and those that it shares with the other keys of its customer.
 *
 * @param maxConcurrent concurrent requests, at least 1, or null for no limit
 * @param customerId the customer whose keys share request limits; null if there are none
 * @param customerMaxConcurrent concurrent requests of all these keys, at least 1, or null for no limit
 */
public record Limits(UUID keyId, RateLimits rates, Integer maxConcurrent, UUID customerId, RateLimits customerRates,
        Integer customerMaxConcurrent) {

    /** The limits of a key that shares none. */
    public Limits(UUID keyId, RateLimits rates, Integer maxConcurrent) {
        this(keyId, rates, maxConcurrent, null, RateLimits.NONE, null);
    }

    public static Limits of(ApiKey key) {
        ApiKey.Settings own = key.settings();
        Customer customer = key.customer();
        return customer == null || customer.maxConcurrent() == null && customer.rateLimits().limits().isEmpty()
                ? new Limits(key.id(), own.rateLimits(), own.maxConcurrent())
                : new Limits(key.id(), own.rateLimits(), own.maxConcurrent(), customer.id(), customer.rateLimits(),
                        customer.maxConcurrent());
    }

    /** How many rate limits there are: first the key's, then its customer's. */
    public int rateCount() {
        return rates.limits().size() + customerRates.limits().size();
    }

    /** @param i from 0 to less than {@link #rateCount} */
    public RateLimit rate(int i) {
        int own = rates.limits().size();
        return i < own ? rates.limits().get(i) : customerRates.limits().get(i - own);
    }

    /** Whether the rate limit is the customer's. */
    public boolean isCustomers(int i) {
        return i >= rates.limits().size();
    }

    /** Whose requests the rate limit counts. */
    public UUID holder(int i) {
        return isCustomers(i) ? customerId : keyId;
    }

    /**
     * Whether a rate limit is tighter than another one: it admits fewer requests, or as many in a longer window.
     *
     * @param left how many it admits
     * @param other -1 for none
     */
    public boolean isTighter(int i, long left, int other, long otherLeft) {
        return other < 0 || left < otherLeft
                || left == otherLeft && rate(i).window().seconds() > rate(other).window().seconds();
    }
}
