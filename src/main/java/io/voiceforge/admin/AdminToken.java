package io.voiceforge.admin;

import java.time.Instant;
import java.util.UUID;

/**
 * A named credential of an administrator, without its secret.
 *
 * @param hint the part of the secret that may be shown
 * @param lastUsedAt or null; about a minute behind
 */
public record AdminToken(UUID id, String hint, Instant createdAt, Instant updatedAt, Instant lastUsedAt, Settings settings) {

    /**
     * What can be changed.
     *
     * @param name the actor in the audit trail, unlike that of any other token; 1 to 100 code points without control characters
     * @param expiresAt when it expires, or null
     */
    public record Settings(String name, AdminRole role, Instant expiresAt) {
    }

    public static AdminToken create(UUID id, String hint, Settings settings, Instant now) {
        return new AdminToken(id, hint, now, now, null, settings);
    }

    public String name() {
        return settings.name();
    }

    public AdminRole role() {
        return settings.role();
    }

    /** Whether it is accepted at that time. */
    public boolean isUsableAt(Instant time) {
        return settings.expiresAt() == null || time.isBefore(settings.expiresAt());
    }

    /** A copy with new settings, as of {@code now}. */
    public AdminToken with(Settings newSettings, Instant now) {
        return new AdminToken(id, hint, createdAt, now, lastUsedAt, newSettings);
    }

    public AdminToken usedAt(Instant time) {
        return new AdminToken(id, hint, createdAt, updatedAt, time, settings);
    }
}
