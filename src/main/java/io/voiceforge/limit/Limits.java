package io.voiceforge.limit;

import java.util.UUID;

import io.voiceforge.key.ApiKey;

/**
 * The limits of a key on its requests.
 *
 * @param perHour requests in any 3600 s, at least 1
 * @param maxConcurrent requests at once, at least 1, or null for no limit
 */
public record Limits(UUID keyId, int perHour, Integer maxConcurrent) {

    public static Limits of(ApiKey key) {
        return new Limits(key.id(), key.settings().rateLimit(), key.settings().maxConcurrent());
    }
}
