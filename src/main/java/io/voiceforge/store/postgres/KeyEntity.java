package io.voiceforge.store.postgres;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.voiceforge.key.AddressRange;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.KeyStore.Found;
import io.voiceforge.key.Scope;

/** A row of {@code api_key}. */
@Entity
@Table(name = "api_key")
class KeyEntity extends LimitedEntity {

    @Id
    UUID id;
    String name;
    String hint;
    @Column(name = "secret_hash")
    String secretHash;
    @Column(name = "previous_hash")
    String previousHash;
    @Column(name = "previous_valid_until")
    Instant previousValidUntil;
    boolean active;
    @Column(name = "created_at", updatable = false)
    Instant createdAt;
    @Column(name = "updated_at")
    Instant updatedAt;
    @Column(name = "last_used_at")
    Instant lastUsedAt;
    @Column(name = "revoked_at")
    Instant revokedAt;
    @Column(name = "expires_at")
    Instant expiresAt;
    long usage;
    String scopes;
    @Column(name = "allowed_ips")
    String allowedIps;
    String metadata;
    @Column(name = "speech_cache")
    boolean speechCache;
    String customer;

    static KeyEntity of(ApiKey key, String secretHash) {
        KeyEntity entity = new KeyEntity();
        entity.id = key.id();
        entity.secretHash = secretHash;
        entity.createdAt = key.createdAt();
        entity.usage = key.usage();
        entity.lastUsedAt = key.lastUsedAt();
        entity.set(key);
        return entity;
    }

    /** Copies everything that an operator can change; use is counted separately. */
    void set(ApiKey key) {
        ApiKey.Settings settings = key.settings();
        hint = key.hint();
        active = key.active();
        updatedAt = key.updatedAt();
        revokedAt = key.revokedAt();
        name = settings.name();
        expiresAt = settings.expiresAt();
        limit(settings.rateLimits(), settings.maxConcurrent(), settings.quota());
        scopes = settings.scopes().stream().map(Scope::wireName).sorted().collect(Collectors.joining(" "));
        allowedIps = settings.allowedIps().stream().map(AddressRange::text).collect(Collectors.joining(" "));
        metadata = settings.metadata();
        speechCache = settings.speechCache();
        customer = settings.customer();
    }

    ApiKey toKey() {
        Set<Scope> scopeSet = words(scopes, word -> Scope.of(word).stream()).collect(Collectors.toSet());
        List<AddressRange> ranges = words(allowedIps, word -> Stream.of(AddressRange.parse(word))).toList();
        return new ApiKey(id, hint, active, createdAt, updatedAt, lastUsedAt, revokedAt, usage,
                new ApiKey.Settings(name, rateLimits(), expiresAt, maxConcurrent, quota(), scopeSet, ranges, metadata,
                        customer, speechCache));
    }

    /** @param of the customer that it belongs to, or null */
    Found toFound(String byHash, CustomerEntity of) {
        ApiKey key = toKey();
        return new Found(of == null ? key : key.of(of.toCustomer()), byHash.equals(secretHash) ? null : previousValidUntil);
    }

    private static <T> Stream<T> words(String text, Function<String, Stream<T>> parse) {
        return text.isEmpty() ? Stream.empty() : Arrays.stream(text.split(" ")).flatMap(parse);
    }
}
