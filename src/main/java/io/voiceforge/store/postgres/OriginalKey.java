package io.voiceforge.store.postgres;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;

import io.vertx.sqlclient.Tuple;
import io.voiceforge.key.DefaultKey;
import io.voiceforge.key.KeySecret;

/** A key of the original VoiceForge's, as it is kept here. */
record OriginalKey(UUID id, String name, String hint, String secretHash, boolean active, Instant createdAt, long usage,
        int rateLimit) {

    /** With an event, as any key that was made; not when its id or its secret is there already. */
    static final String INSERT = """
            with made as (
                insert into voiceforge.api_key (id, name, hint, secret_hash, active, created_at, updated_at, usage, rate_limit,
                    scopes, allowed_ips, metadata)
                values ($1, $2, $3, $4, $5, $6, $6, $7, $8, '', '', '{}')
                on conflict do nothing
                returning id)
            insert into voiceforge.audit_event (subject_type, subject_id, at, actor, action, address, changes)
            select 'KEY', id::text, now(), 'import', 'CREATED', '-', '' from made
            """;

    private static final int MAX_NAME = 100;
    private static final int MAX_RATE = 1_000_000;

    /** @throws OriginalRow.UnusableException when it cannot be kept */
    static OriginalKey of(OriginalRow row) {
        String secret = row.text("key");
        if (!KeySecret.isWellFormed(secret)) {
            throw new OriginalRow.UnusableException("keys with a malformed secret");
        }
        UUID id = row.id("id");
        String name = row.line("name", MAX_NAME);
        Instant createdAt = row.time("created_at");
        JsonNode active = row.get("active");
        JsonNode usage = row.get("usage");
        JsonNode rateLimit = row.get("rate_limit");
        if (id == null || name == null || createdAt == null || !active.isBoolean() || !usage.canConvertToLong()
                || !rateLimit.canConvertToLong() || rateLimit.longValue() < 1) {
            throw new OriginalRow.UnusableException("keys with something missing or out of range");
        }
        return new OriginalKey(id, name, KeySecret.hint(secret), KeySecret.hash(secret), active.booleanValue(), createdAt,
                Math.max(0, usage.longValue()), (int) Math.min(MAX_RATE, rateLimit.longValue()));
    }

    /** Whether it is open to everybody. */
    boolean isPublished() {
        return active && secretHash.equals(KeySecret.hash(DefaultKey.PUBLISHED));
    }

    /** The parameters of {@link #INSERT}. */
    Tuple parameters() {
        return Tuple.from(new Object[] { id, name, hint, secretHash, active, createdAt.atOffset(ZoneOffset.UTC), usage,
                rateLimit });
    }
}
