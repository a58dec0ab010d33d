package io.voiceforge.store.embedded;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongBinaryOperator;
import java.util.function.Predicate;
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
import io.voiceforge.key.Customer;
import io.voiceforge.key.KeyStore;
import io.voiceforge.observe.Metrics;
import io.voiceforge.usage.UsageStore.Use;

/**
 * In-memory keys. With a {@linkplain DataDirectory data directory}, they are read from {@code keys.json} at creation, which
 * prevents the start if that file is unusable, and written back within a second of a change. An operation runs when its
 * {@link Uni} is subscribed to, on the subscriber's thread unless it goes through all keys, and never waits for the file.
 */
@ApplicationScoped
@Typed(EmbeddedKeyStore.class)
public class EmbeddedKeyStore implements KeyStore {

    /** Each write of the file writes all of them, and each list sorts them. Keys from a file are kept even if there are more. */
    static final int MAX_KEYS = 10_000;

    private static final Logger LOG = Logger.getLogger(EmbeddedKeyStore.class);

    private final KeyTable keys = new KeyTable();
    private final CustomerTable customers = new CustomerTable();
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
        return Uni.createFrom().item(() -> keys.find(hash, Instant.now()).map(customers::join));
    }

    @Override
    public Uni<Optional<ApiKey>> findById(UUID id) {
        return Uni.createFrom().item(() -> Optional.ofNullable(keys.get(id)).map(StoredKey::key));
    }

    @Override
    public Uni<List<ApiKey>> list(Page page) {
        return WholeTable.ask(() -> keys.list(page));
    }

    /** Fails with {@link IllegalArgumentException} if the id or the secret already exists. */
    @Override
    public Uni<Void> insert(ApiKey key, String secretHash, AuditEvent event) {
        return Uni.createFrom().item(() -> {
            synchronized (changing) {
                customers.require(key);
                if (keys.size() >= MAX_KEYS) {
                    throw ApiException.of(ErrorCode.CONFLICT, "Without a database there can be no more than " + MAX_KEYS
                            + " keys. Delete some, or set DATABASE_URL.");
                }
                keys.add(StoredKey.created(key, secretHash));
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
     * Notes uses; ignores keys that no longer exist. Does not write the file: {@link EmbeddedUsageStore} keeps these numbers in its
     * own file, which is written anyway.
     *
     * @param sum of a key's calls so far and those of a use
     */
    void use(Map<UUID, Use> uses, LongBinaryOperator sum) {
        synchronized (changing) {
            keys.use(uses, sum);
        }
    }

    /** The total use of each key, without keys that were never used. */
    Map<UUID, Use> uses() {
        return keys.uses();
    }

    CustomerTable customers() {
        return customers;
    }

    /** Changes customers while keys do not change, and records the event if that is a change. */
    <T> T changeCustomers(BiFunction<CustomerTable, KeyTable, T> change, Predicate<T> isChange, AuditEvent event) {
        T result;
        synchronized (changing) {
            result = change.apply(customers, keys);
            if (!isChange.test(result)) {
                return result;
            }
            trail.add(event);
        }
        changed();
        return result;
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
                customers.require(after.key());
                keys.replace(before, after);
                trail.add(event);
            }
            return Optional.of(after.key());
        });
    }

    private void changed() {
        snapshot.ifPresent(SnapshotFile::changed);
    }

    private KeySnapshot copy() {
        List<StoredKey> copiedKeys;
        List<AuditEvent> copiedEvents;
        List<Customer> copiedCustomers;
        // a key and its events are added together
        synchronized (changing) {
            copiedKeys = keys.copy();
            copiedEvents = trail.copy();
            copiedCustomers = List.copyOf(customers.all());
        }
        return KeySnapshot.of(copiedKeys, copiedEvents, copiedCustomers);
    }

    private void restore(KeySnapshot kept) {
        synchronized (changing) {
            kept.toCustomers().forEach(customers::put);
            kept.keys().stream().map(KeySnapshot.KeyRecord::toStored).forEach(key -> {
                customers.require(key.key());
                keys.add(key);
            });
            kept.events().forEach(event -> trail.add(event.toEvent()));
        }
    }
}
