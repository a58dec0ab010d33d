package io.voiceforge.store.embedded;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import io.voiceforge.key.ApiKey;
import io.voiceforge.key.KeyStore.Found;
import io.voiceforge.key.KeyStore.Position;

/**
 * A key with the hashes of its secrets.
 *
 * @param previousHash of the secret before the current one, or null
 * @param previousUntil when that one ends; null exactly when there is none
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

    Position position() {
        return new Position(key.createdAt(), key.id());
    }

    boolean hasHash(String other) {
        return other.equals(hash) || other.equals(previousHash);
    }

    StoredKey with(ApiKey changed) {
        return new StoredKey(changed, hash, previousHash, previousUntil);
    }

    /** What one of its secrets opens at that time; empty when the hash is of none, or of one whose grace is over. */
    Optional<Found> foundBy(String secretHash, Instant now) {
        if (secretHash.equals(hash)) {
            return Optional.of(new Found(key, null));
        }
        return secretHash.equals(previousHash) && now.isBefore(previousUntil)
                ? Optional.of(new Found(key, previousUntil))
                : Optional.empty();
    }
}
