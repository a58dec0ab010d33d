package io.voiceforge.dialect.voiceforge;

import java.time.Instant;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.voiceforge.admin.AdminToken;

/** An admin token on the wire. {@code token}, the secret, is present only in the response to the request that creates it. */
record AdminTokenRecord(UUID id, String name, String role, String hint, Instant createdAt, Instant updatedAt,
        @Schema(nullable = true) Instant lastUsedAt, @Schema(nullable = true) Instant expiresAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) String token) {

    static AdminTokenRecord of(AdminToken token) {
        return of(token, null);
    }

    static AdminTokenRecord of(AdminToken token, String secret) {
        return new AdminTokenRecord(token.id(), token.name(), token.role().wireName(), token.hint(), token.createdAt(),
                token.updatedAt(), token.lastUsedAt(), token.settings().expiresAt(), secret);
    }
}
