package io.voiceforge.key;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A customer's key, without its secret.
 *
 * @param hint the part of the current secret that may be shown
 * @param active false while it is disabled
 * @param lastUsedAt or null; at most a few seconds behind
 * @param revokedAt when it was disabled, or null while it is active
 * @param usage the number of requests made with it
 * @param settings what the operator controls
 * @param customer the customer that it belongs to, as {@link KeyStore#findBySecretHash} finds it, or null; always null where
 *        keys are administered
 */
public record ApiKey(UUID id, String hint, boolean active, Instant createdAt, Instant updatedAt, Instant lastUsedAt,
        Instant revokedAt, long usage, Settings settings, Customer customer) {

    /**
     * What the operator controls about a key.
     *
     * @param name the operator's name for it, 1 to 100 code points without control characters
     * @param rateLimits requests in any second, minute, hour and day
     * @param expiresAt when it expires, or null
     * @param maxConcurrent concurrent requests, at least 1, or null for no limit
     * @param scopes what it may be used for; empty means everything
     * @param allowedIps where it may be used from; empty means anywhere
     * @param metadata the operator's own notes, a JSON object as text
     * @param customer the name of the customer that it belongs to, or null
     * @param speechCache whether speech may come from the cache
     */
    public record Settings(String name, RateLimits rateLimits, Instant expiresAt, Integer maxConcurrent, Quota quota,
            Set<Scope> scopes,
            List<AddressRange> allowedIps, String metadata, String customer, boolean speechCache) {

        /** 1000 requests in any hour. */
        public static final RateLimits DEFAULT_RATE_LIMITS = RateLimits.hourly(1000);

        public Settings {
            scopes = Set.copyOf(scopes);
            allowedIps = List.copyOf(allowedIps);
        }

        /** The settings of a key that belongs to no customer and does not use the cache. */
        public Settings(String name, RateLimits rateLimits, Instant expiresAt, Integer maxConcurrent, Quota quota,
                Set<Scope> scopes, List<AddressRange> allowedIps, String metadata) {
            this(name, rateLimits, expiresAt, maxConcurrent, quota, scopes, allowedIps, metadata, null, false);
        }

        /** The settings of a key whose only restriction is the default hourly limit. */
        public static Settings named(String name) {
            return new Settings(name, DEFAULT_RATE_LIMITS, null, null, Quota.NONE, Set.of(), List.of(), "{}");
        }
    }

    public ApiKey(UUID id, String hint, boolean active, Instant createdAt, Instant updatedAt, Instant lastUsedAt,
            Instant revokedAt, long usage, Settings settings) {
        this(id, hint, active, createdAt, updatedAt, lastUsedAt, revokedAt, usage, settings, null);
    }

    public static ApiKey create(UUID id, String hint, Settings settings, Instant now) {
        return new ApiKey(id, hint, true, now, now, null, null, 0, settings);
    }

    public String name() {
        return settings.name();
    }

    /** Whether the key is accepted at that time. */
    public boolean isUsableAt(Instant time) {
        return active && (settings.expiresAt() == null || time.isBefore(settings.expiresAt()));
    }

    public boolean allows(Scope scope) {
        return settings.scopes().isEmpty() || settings.scopes().contains(scope);
    }

    /** A copy with new settings and state, as of {@code now}. */
    public ApiKey with(Settings newSettings, boolean newActive, Instant now) {
        Instant revoked = newActive ? null : revokedAt != null ? revokedAt : now;
        return new ApiKey(id, hint, newActive, createdAt, now, lastUsedAt, revoked, usage, newSettings);
    }

    /** A copy with the customer that it belongs to. */
    public ApiKey of(Customer found) {
        return new ApiKey(id, hint, active, createdAt, updatedAt, lastUsedAt, revokedAt, usage, settings, found);
    }

    /** A copy with a new secret, as of {@code now}. */
    public ApiKey withHint(String newHint, Instant now) {
        return new ApiKey(id, newHint, active, createdAt, now, lastUsedAt, revokedAt, usage, settings);
    }
}
