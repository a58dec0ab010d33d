package io.voiceforge.store.embedded;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Typed;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditEvent;
import io.voiceforge.audit.AuditEvent.Subject;
import io.voiceforge.config.StorageConfig;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.KeyStore;
import io.voiceforge.observe.Metrics;
import io.voiceforge.usage.UsageStore.Use;

/**
 * In-memory keys. With a {@linkplain DataDirectory data directory}, they are read from {@code keys.json} at creation, which
 * prevents the start if that file is unusable, and written back within a second of a change. An operation runs when its
 * {@link Uni} is subscribed to, on the subscriber's thread, and never waits for the file.
 */
@ApplicationScoped
@Typed(EmbeddedKeyStore.class)
public class EmbeddedKeyStore implements KeyStore {

    /** Each write of the file writes all of them, and each list sorts them. Keys from a file are kept even if there are more. */
    static final int MAX_KEYS = 10_000;

    private static final Logger LOG = Logger.getLogger(EmbeddedKeyStore.class);

    private final KeyTable keys = new KeyTable();
    private final AuditTrail trail;
    /** Held during each change and while the state is copied. */
    private final Object changing = new Object();
    private final List<Consumer<UUID>> deletionListeners = new CopyOnWriteArrayList<>();
    private final Optional<SnapshotFile<KeySnapshot>> snapshot;

    EmbeddedKeyStore(DataDirectory directory, AuditTrail trail, Metrics metrics) {
        this.trail = trail;
        snapshot = directory.open("keys", KeySnapshot.VERSION, KeySnapshot.class, this::restore, this::copy);
        // each change of a key has its event
        trail.whenAdded(this::changed);
        metrics.gauge("voiceforge.store.keys", "Keys in the store", keys::size);
    }

    /** Loads the store before the first request. With a database, the store is never created. */
    static void onStart(@Observes StartupEvent event, StorageConfig storage, EmbeddedKeyStore store) {
        if (!storage.database().configured()) {
            LOG.info(store.description());
        }
    }

    @PreDestroy
    void close() {
        snapshot.ifPresent(SnapshotFile::close);
    }

    @Override
    public Uni<Optional<Found>> findBySecretHash(String hash) {
        return Uni.createFrom().item(() -> keys.find(hash, Instant.now()));
    }

    @Override
    public Uni<Optional<ApiKey>> findById(UUID id) {
        return Uni.createFrom().item(() -> Optional.ofNullable(keys.get(id)).map(StoredKey::key));
    }

    @Override
    public Uni<List<ApiKey>> list(Page page) {
        return Uni.createFrom().item(() -> keys.list(page));
    }

    /** Fails with {@link IllegalArgumentException} if the id or the secret already exists. */
    @Override
    public Uni<Void> insert(ApiKey key, String secretHash, AuditEvent event) {
        return Uni.createFrom().item(() -> {
            synchronized (changing) {
                if (keys.size() >= MAX_KEYS) {
                    throw ApiException.of(ErrorCode.CONFLICT, "Without a database there can be no more than " + MAX_KEYS
                            + " keys. Delete some, or set DATABASE_URL.");
                }
                keys.add(new StoredKey(createdAtMicros(key), secretHash, null, null));
                trail.add(event);
            }
            return null;
        });
    }

    /** @param change must be fast, because all other changes wait for it; its exceptions fail the operation */
    @Override
    public Uni<Optional<ApiKey>> update(UUID id, UnaryOperator<ApiKey> change, AuditEvent event) {
        return replace(id, before -> before.with(change.apply(before.key())), event);
    }

    @Override
    public Uni<Optional<ApiKey>> rotate(UUID id, String newHash, String newHint, Instant oldValidUntil, AuditEvent event) {
        return replace(id, before -> {
            if (before.hasHash(newHash)) {
                throw new IllegalArgumentException("The key already has this secret");
            }
            return new StoredKey(before.key().withHint(newHint, event.at()), newHash, before.hash(), oldValidUntil);
        }, event);
    }

    @Override
    public Uni<Boolean> delete(UUID id, AuditEvent event) {
        return Uni.createFrom().item(() -> {
            synchronized (changing) {
                StoredKey stored = keys.get(id);
                if (stored == null) {
                    return false;
                }
                keys.remove(stored);
                trail.add(event);
            }
            deletionListeners.forEach(listener -> listener.accept(id));
            return true;
        });
    }

    @Override
    public Uni<List<AuditEvent>> events(UUID id) {
        return Uni.createFrom().item(() -> trail.of(Subject.key(id)));
    }

    /** Registers a listener that is called for each deleted key before the deletion completes. */
    void whenDeleted(Consumer<UUID> listener) {
        deletionListeners.add(listener);
    }

    boolean has(UUID id) {
        return keys.get(id) != null;
    }

    String description() {
        return snapshot.map(file -> "Keys read from " + file + ": " + keys.size())
                .orElse("Keys are in memory only and are lost when the process ends:"
                        + " set VOICEFORGE_DATA_DIR or DATABASE_URL to keep them.");
    }

    /**
     * Counts calls; ignores keys that no longer exist. Does not write the file: {@link EmbeddedUsageStore} keeps these numbers
     * in its own file, which is written anyway.
     */
    void use(Map<UUID, Use> uses) {
        mark(uses, (key, use) -> new Use(later(key.lastUsedAt(), use.lastUsedAt()), key.usage() + use.calls()));
    }

    /** Restores the numbers that {@link #uses} returned in an earlier process; ignores a number below the key's own. */
    void restoreUses(Map<UUID, Use> uses) {
        mark(uses, (key, use) -> new Use(later(key.lastUsedAt(), use.lastUsedAt()), Math.max(key.usage(), use.calls())));
    }

    /** The total use of each key, without keys that were never used. */
    Map<UUID, Use> uses() {
        Map<UUID, Use> uses = new HashMap<>();
        for (StoredKey stored : keys.copy()) {
            ApiKey key = stored.key();
            if (key.lastUsedAt() != null) {
                uses.put(key.id(), new Use(key.lastUsedAt(), key.usage()));
            }
        }
        return uses;
    }

    /** The number of file writes; 0 without a file. */
    long snapshotWrites() {
        return snapshot.map(SnapshotFile::writes).orElse(0L);
    }

    private Uni<Optional<ApiKey>> replace(UUID id, UnaryOperator<StoredKey> change, AuditEvent event) {
        return Uni.createFrom().item(() -> {
            StoredKey after;
            synchronized (changing) {
                StoredKey before = keys.get(id);
                if (before == null) {
                    return Optional.empty();
                }
                after = change.apply(before);
                keys.replace(before, after);
                trail.add(event);
            }
            return Optional.of(after.key());
        });
    }

    private void mark(Map<UUID, Use> uses, BiFunction<ApiKey, Use, Use> sum) {
        synchronized (changing) {
            uses.forEach((id, use) -> {
                StoredKey before = keys.get(id);
                if (before != null) {
                    ApiKey key = before.key();
                    Use after = sum.apply(key, use);
                    keys.replace(before, before.with(new ApiKey(id, key.hint(), key.active(), key.createdAt(), key.updatedAt(),
                            after.lastUsedAt(), key.revokedAt(), after.calls(), key.settings())));
                }
            });
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one == null || one.isBefore(other) ? other : one;
    }

    private void changed() {
        snapshot.ifPresent(SnapshotFile::changed);
    }

    private KeySnapshot copy() {
        List<StoredKey> copiedKeys;
        List<AuditEvent> copiedEvents;
        // a key and its events are added together
        synchronized (changing) {
            copiedKeys = keys.copy();
            copiedEvents = trail.copy();
        }
        return KeySnapshot.of(copiedKeys, copiedEvents);
    }

    private void restore(KeySnapshot kept) {
        synchronized (changing) {
            kept.keys().forEach(key -> keys.add(key.toStored()));
            kept.events().forEach(event -> trail.add(event.toEvent()));
        }
    }

    /** Truncates to PostgreSQL's precision, so that listing positions mean the same in both stores. */
    private static ApiKey createdAtMicros(ApiKey key) {
        return new ApiKey(key.id(), key.hint(), key.active(), key.createdAt().truncatedTo(ChronoUnit.MICROS), key.updatedAt(),
                key.lastUsedAt(), key.revokedAt(), key.usage(), key.settings());
    }
}
