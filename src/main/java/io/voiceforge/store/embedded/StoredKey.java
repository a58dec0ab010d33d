package io.voiceforge.store.embedded;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

import io.voiceforge.key.ApiKey;
import io.voiceforge.key.KeyStore.Found;

/**
 * A key with the hashes of its secrets.
 *
 * @param previousHash the hash of the previous secret, or null
 * @param previousUntil when the previous secret ends; null if and only if there is none
 */
record StoredKey(ApiKey key, String hash, String previousHash, Instant previousUntil) {

    StoredKey {
        Objects.requireNonNull(key.id(), "id");
        Objects.requireNonNull(key.createdAt(), "createdAt");
        Objects.requireNonNull(hash, "hash");
        if ((previousHash == null) != (previousUntil == null)) {
            throw new IllegalArgumentException("A previous secret and its end belong together");
        }
    }

    /** A new key, with PostgreSQL's precision of times, so that listing positions mean the same in both stores. */
    static StoredKey created(ApiKey key, String hash) {
        return new StoredKey(new ApiKey(key.id(), key.hint(), key.active(), key.createdAt().truncatedTo(ChronoUnit.MICROS),
                key.updatedAt(), key.lastUsedAt(), key.revokedAt(), key.usage(), key.settings()), hash, null, null);
    }

    boolean hasHash(String other) {
        return other.equals(hash) || other.equals(previousHash);
    }

    StoredKey with(ApiKey changed) {
        return new StoredKey(changed, hash, previousHash, previousUntil);
    }

    /** Finds the key by one of its secrets at that time; empty if the hash matches neither or the grace period is over. */
    Optional<Found> foundBy(String secretHash, Instant now) {
        if (secretHash.equals(hash)) {
            return Optional.of(new Found(key, null));
        }
        return secretHash.equals(previousHash) && now.isBefore(previousUntil)
                ? Optional.of(new Found(key, previousUntil))
                : Optional.empty();
    }
}
