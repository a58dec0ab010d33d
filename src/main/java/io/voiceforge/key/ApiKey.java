package io.voiceforge.key;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * A customer's key, without its secret.
 *
 * @param name what the operator calls it, 1 to 100 code points
 * @param hint what may be shown of the secret
 * @param active false once it has been switched off
 * @param expiresAt when it ends, or null
 * @param rateLimit requests in any hour, 1 to 1 000 000
 * @param scopes what it may be used for; empty means everything
 */
public record ApiKey(UUID id, String name, String hint, boolean active, Instant expiresAt, int rateLimit, Set<Scope> scopes) {

    /** Whether the key is accepted at that time. */
    public boolean isUsableAt(Instant time) {
        return active && (expiresAt == null || time.isBefore(expiresAt));
    }

    public boolean allows(Scope scope) {
        return scopes.isEmpty() || scopes.contains(scope);
    }
}
