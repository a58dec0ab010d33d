package io.voiceforge.limit;

import java.util.UUID;

import io.voiceforge.key.ApiKey;

/**
 * The request limits of a key.
 *
 * @param perHour requests in any 3600 s, at least 1
 * @param maxConcurrent concurrent requests, at least 1, or null for no limit
 */
public record Limits(UUID keyId, int perHour, Integer maxConcurrent) {

    public static Limits of(ApiKey key) {
        return new Limits(key.id(), key.settings().rateLimit(), key.settings().maxConcurrent());
    }
}
