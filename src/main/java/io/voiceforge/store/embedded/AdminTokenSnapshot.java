package io.voiceforge.store.embedded;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voiceforge.admin.AdminRole;
import io.voiceforge.admin.AdminToken;

/**
 * The content of the snapshot file for admin tokens. Any change to these records must change {@link #VERSION}, and what an
 * earlier version lacks must be nullable.
 */
@RegisterForReflection
record AdminTokenSnapshot(List<TokenRecord> tokens) {

    static final int VERSION = 1;

    /** A token with the hash of its secret. */
    @RegisterForReflection
    record TokenRecord(UUID id, String secretHash, String hint, Instant createdAt, Instant updatedAt, Instant lastUsedAt,
            String name, String role, Instant expiresAt) {

        static TokenRecord of(AdminToken token, String secretHash) {
            return new TokenRecord(token.id(), secretHash, token.hint(), token.createdAt(), token.updatedAt(),
                    token.lastUsedAt(), token.name(), token.role().name(), token.settings().expiresAt());
        }

        /** @throws RuntimeException if {@link #of} cannot have written this record */
        AdminToken toToken() {
            return new AdminToken(id, hint, createdAt, updatedAt, lastUsedAt,
                    new AdminToken.Settings(name, AdminRole.valueOf(role), expiresAt));
        }
    }
}
