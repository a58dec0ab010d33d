package io.voiceforge.limit;

import java.util.UUID;

import io.voiceforge.key.ApiKey;
import io.voiceforge.key.RateLimits;

/**
 * The request limits of a key.
 *
 * @param maxConcurrent concurrent requests, at least 1, or null for no limit
 */
public record Limits(UUID keyId, RateLimits rates, Integer maxConcurrent) {

    public static Limits of(ApiKey key) {
        return new Limits(key.id(), key.settings().rateLimits(), key.settings().maxConcurrent());
    }
}
