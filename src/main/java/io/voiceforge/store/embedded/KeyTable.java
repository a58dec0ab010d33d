package io.voiceforge.store.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.LongBinaryOperator;

import io.voiceforge.key.ApiKey;
import io.voiceforge.key.KeyStore.Found;
import io.voiceforge.key.KeyStore.Page;
import io.voiceforge.key.KeyStore.Position;
import io.voiceforge.usage.UsageStore.Use;

/**
 * Keys by id, by secret and in listing order. Any thread may read at any time; only one at a time may change it, which the
 * caller must ensure. A reader sees each key as it was before or after a change, never in between.
 */
final class KeyTable {

    /** Ids are compared as unsigned, as PostgreSQL does. */
    private static final Comparator<Position> NEWEST_FIRST = Comparator.comparing(Position::createdAt)
            .thenComparing(Position::id, KeyTable::compareUnsigned)
            .reversed();

    private final ConcurrentHashMap<UUID, StoredKey> byId = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, UUID> byHash = new ConcurrentHashMap<>();
    private final ConcurrentSkipListSet<Position> order = new ConcurrentSkipListSet<>(NEWEST_FIRST);

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
        NavigableSet<Position> rest = page.after() == null ? order : order.tailSet(page.after(), false);
        List<ApiKey> listed = new ArrayList<>();
        for (Position position : rest) {
            StoredKey stored = byId.get(position.id());
            if (stored != null && (page.active() == null || page.active() == stored.key().active())
                    && (page.customer() == null || page.customer().equals(stored.key().settings().customer()))) {
                listed.add(stored.key());
                if (listed.size() >= page.limit()) {
                    break;
                }
            }
        }
        return List.copyOf(listed);
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
        order.add(added.position());
    }

    /**
     * @param before the key as {@link #get} returned it
     * @param after the same key, with the same creation time
     * @throws IllegalArgumentException if a new secret belongs to another key, or it is not the same key; nothing has changed
     *         then
     */
    void replace(StoredKey before, StoredKey after) {
        if (!after.position().equals(before.position())) {
            throw new IllegalArgumentException("A key's id and creation time cannot change");
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
        order.remove(removed.position());
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

    /** The order in which PostgreSQL sorts ids. */
    static int compareUnsigned(UUID one, UUID other) {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    }
}
