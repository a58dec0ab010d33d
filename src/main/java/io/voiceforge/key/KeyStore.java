package io.voiceforge.key;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

import io.smallrye.mutiny.Uni;

/**
 * Where keys and their audit trail are kept. Implementations never block the calling thread. Each change and its audit event
 * are stored together or not at all. A store that cannot be reached fails with {@link StoreUnavailableException}.
 */
public interface KeyStore {

    /**
     * A key as found by one of its secrets.
     *
     * @param key whatever its state
     * @param secretValidUntil when that secret ends although the key goes on, or null: the grace of a rotation
     */
    record Found(ApiKey key, Instant secretValidUntil) {

        /** Whether the secret opens the key at that time. */
        public boolean isUsableAt(Instant time) {
            return key.isUsableAt(time) && (secretValidUntil == null || time.isBefore(secretValidUntil));
        }
    }

    /**
     * Which keys to list, newest first.
     *
     * @param active only those that are, or are not; null for both
     * @param limit how many at the most, at least 1
     * @param after continue behind this key, or null to begin
     */
    record Page(Boolean active, int limit, Position after) {
    }

    /** Where a key stands in a listing. */
    record Position(Instant createdAt, UUID id) {
    }

    /** By the {@linkplain KeySecret#hash hash} of the current secret, or of the one before while its grace lasts. */
    Uni<Optional<Found>> findBySecretHash(String hash);

    Uni<Optional<ApiKey>> findById(UUID id);

    Uni<List<ApiKey>> list(Page page);

    Uni<Void> insert(ApiKey key, String secretHash, AuditEvent event);

    /** Replaces the key by what {@code change} makes of it, with nobody in between; empty when there is no such key. */
    Uni<Optional<ApiKey>> update(UUID id, UnaryOperator<ApiKey> change, AuditEvent event);

    /**
     * Gives the key another secret; empty when there is no such key.
     *
     * @param oldValidUntil until when the secret that was current stays valid; one before that ends now
     */
    Uni<Optional<ApiKey>> rotate(UUID id, String newHash, String newHint, Instant oldValidUntil, AuditEvent event);

    /** False when there is no such key. Its audit trail stays. */
    Uni<Boolean> delete(UUID id, AuditEvent event);

    /** The audit trail, oldest first, at most the last 1000; empty when there never was such a key. */
    Uni<List<AuditEvent>> events(UUID id);
}
