package io.voiceforge.store.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongBinaryOperator;

import io.voiceforge.key.ApiKey;
import io.voiceforge.key.KeyStore.Found;
import io.voiceforge.key.KeyStore.Page;
import io.voiceforge.usage.UsageStore.Use;

/**
 * Keys by id and by secret, sorted when they are listed: there are few. Any thread may read at any time; only one at a time may change it, which the
 * caller must ensure. A reader sees each key as it was before or after a change, never in between.
 */
final class KeyTable {

    private final ConcurrentHashMap<UUID, StoredKey> byId = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, UUID> byHash = new ConcurrentHashMap<>();

    int size() {
        return byId.size();
    }

    StoredKey get(UUID id) {
        return byId.get(id);
    }

    Optional<Found> find(String hash, Instant now) {
        UUID id = byHash.get(hash);
        StoredKey stored = id == null ? null : byId.get(id);
        return stored == null ? Optional.empty() : stored.foundBy(hash, now);
    }

    List<ApiKey> list(Page page) {
        return KeySorting.list(byId.values().stream().map(StoredKey::key), page);
    }

    /** All keys, in no particular order. */
    List<StoredKey> copy() {
        return new ArrayList<>(byId.values());
    }

    /** @throws IllegalArgumentException if the id or one of the secrets already exists; nothing has changed then */
    void add(StoredKey added) {
        requireUnused(added.hash());
        if (added.previousHash() != null) {
            requireUnused(added.previousHash());
        }
        if (byId.putIfAbsent(added.key().id(), added) != null) {
            throw new IllegalArgumentException("A key with this id already exists");
        }
        index(added);
    }

    /**
     * @param before the key as {@link #get} returned it
     * @param after the same key
     * @throws IllegalArgumentException if a new secret belongs to another key, or it is not the same key; nothing has changed
     *         then
     */
    void replace(StoredKey before, StoredKey after) {
        if (!after.key().id().equals(before.key().id())) {
            throw new IllegalArgumentException("A key's id cannot change");
        }
        if (!before.hasHash(after.hash())) {
            requireUnused(after.hash());
        }
        index(after);
        byId.put(after.key().id(), after);
        unindex(before, after);
    }

    void remove(StoredKey removed) {
        byId.remove(removed.key().id());
        unindex(removed, null);
    }

    /**
     * Notes uses of keys; ignores keys that no longer exist.
     *
     * @param sum of a key's calls so far and those of a use
     */
    void use(Map<UUID, Use> uses, LongBinaryOperator sum) {
        uses.forEach((id, use) -> {
            StoredKey before = byId.get(id);
            if (before != null) {
                ApiKey key = before.key();
                Instant last = key.lastUsedAt() == null || key.lastUsedAt().isBefore(use.lastUsedAt()) ? use.lastUsedAt()
                        : key.lastUsedAt();
                replace(before, before.with(new ApiKey(id, key.hint(), key.active(), key.createdAt(), key.updatedAt(), last,
                        key.revokedAt(), sum.applyAsLong(key.usage(), use.calls()), key.settings())));
            }
        });
    }

    /** The total use of each key, without keys that were never used. */
    Map<UUID, Use> uses() {
        Map<UUID, Use> uses = new HashMap<>();
        for (StoredKey stored : byId.values()) {
            ApiKey key = stored.key();
            if (key.lastUsedAt() != null) {
                uses.put(key.id(), new Use(key.lastUsedAt(), key.usage()));
            }
        }
        return uses;
    }

    boolean hasKeysOf(String customer) {
        return byId.values().stream().anyMatch(stored -> customer.equals(stored.key().settings().customer()));
    }

    private void index(StoredKey stored) {
        byHash.put(stored.hash(), stored.key().id());
        if (stored.previousHash() != null) {
            byHash.put(stored.previousHash(), stored.key().id());
        }
    }

    private void unindex(StoredKey before, StoredKey after) {
        if (after == null || !after.hasHash(before.hash())) {
            byHash.remove(before.hash());
        }
        if (before.previousHash() != null && (after == null || !after.hasHash(before.previousHash()))) {
            byHash.remove(before.previousHash());
        }
    }

    private void requireUnused(String hash) {
        if (byHash.containsKey(hash)) {
            throw new IllegalArgumentException("A key with this secret already exists");
        }
    }
}
