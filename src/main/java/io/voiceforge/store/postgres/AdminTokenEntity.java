package io.voiceforge.store.postgres;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.voiceforge.admin.AdminRole;
import io.voiceforge.admin.AdminToken;

/** A row of {@code admin_token}. */
@Entity
@Table(name = "admin_token")
class AdminTokenEntity {

    @Id
    UUID id;

    String name;
    String role;
    String hint;

    @Column(name = "secret_hash")
    String secretHash;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    @Column(name = "last_used_at")
    Instant lastUsedAt;

    @Column(name = "expires_at")
    Instant expiresAt;

    static AdminTokenEntity of(AdminToken token, String secretHash) {
        AdminTokenEntity entity = new AdminTokenEntity();
        entity.id = token.id();
        entity.hint = token.hint();
        entity.secretHash = secretHash;
        entity.createdAt = token.createdAt();
        entity.set(token);
        return entity;
    }

    /** Copies everything that can be changed. */
    void set(AdminToken token) {
        name = token.name();
        role = token.role().name();
        expiresAt = token.settings().expiresAt();
        updatedAt = token.updatedAt();
        lastUsedAt = token.lastUsedAt();
    }

    AdminToken toToken() {
        return new AdminToken(id, hint, createdAt, updatedAt, lastUsedAt,
                new AdminToken.Settings(name, AdminRole.valueOf(role), expiresAt));
    }
}
