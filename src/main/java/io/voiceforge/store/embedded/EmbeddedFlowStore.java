package io.voiceforge.store.embedded;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import io.quarkus.arc.ClientProxy;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.voiceforge.config.HeapShare;
import io.voiceforge.config.StorageConfig;
import io.voiceforge.flow.Flow;
import io.voiceforge.flow.FlowFailures;
import io.voiceforge.flow.FlowStore;
import io.voiceforge.key.DefaultKey;
import io.voiceforge.observe.Metrics;

/**
 * In-memory flows. With a {@linkplain DataDirectory data directory}, they are read from {@code flows.json} at creation and
 * written back within a second of a change. Each write covers the whole file, so the total size of all flows is bounded; larger
 * installations need {@code DATABASE_URL}.
 */
@ApplicationScoped
@Typed(EmbeddedFlowStore.class)
public class EmbeddedFlowStore implements FlowStore {

    static final int MAX_FLOWS = 10_000;
    static final long MAX_CHARS = 32L * 1024 * 1024;
    private static final Logger LOG = Logger.getLogger(EmbeddedFlowStore.class);

    private final EmbeddedKeyStore keys;
    /** Guarded by its own monitor; each change is atomic. */
    private final FlowTable table;
    private final Optional<SnapshotFile<FlowSnapshot>> snapshot;

    @Inject
    EmbeddedFlowStore(DataDirectory directory, EmbeddedKeyStore keys, Metrics metrics) {
        this(directory, keys, metrics, new FlowTable(MAX_FLOWS, HeapShare.characters(MAX_CHARS)));
    }

    EmbeddedFlowStore(DataDirectory directory, EmbeddedKeyStore keys, Metrics metrics, FlowTable table) {
        this.table = table;
        this.keys = ClientProxy.unwrap(keys);
        snapshot = directory.open("flows", FlowSnapshot.VERSION, FlowSnapshot.class, this::restore, this::copy);
        this.keys.whenDeleted(this::keyDeleted);
        metrics.gauge("voiceforge.store.flows", "Flows in the store", this::size);
    }

    /** Loads the store before the first request. With a database, the store is never created. */
    static void onStart(@Observes StartupEvent event, StorageConfig storage, EmbeddedFlowStore store) {
        if (!storage.database().configured()) {
            LOG.debugf("Flows: %d", store.size());
        }
    }

    @PreDestroy
    void close() {
        snapshot.ifPresent(SnapshotFile::close);
    }

    @Override
    public Uni<List<Flow.Summary>> list(UUID keyId, Page page) {
        return locked(() -> table.list(keyId, page));
    }

    @Override
    public Uni<Optional<Flow>> find(UUID keyId, UUID id) {
        return locked(() -> Optional.ofNullable(table.get(keyId, id))).map(found -> found.map(StoredFlow::toFlow));
    }

    @Override
    public Uni<List<Flow.Summary>> versions(UUID keyId, UUID id) {
        return locked(() -> table.versions(keyId, id));
    }

    @Override
    public Uni<Optional<Flow>> findVersion(UUID keyId, UUID id, long version) {
        return locked(() -> Optional.ofNullable(table.get(keyId, id, version))).map(found -> found.map(StoredFlow::toFlow));
    }

    @Override
    public Uni<Void> insert(Flow flow, int most) {
        return Uni.createFrom().item(() -> StoredFlow.of(flow)).chain(stored -> locked(() -> {
            // a key deleted now removes its flows afterwards, once this lock is free
            if (!isKept(flow.keyId())) {
                throw FlowFailures.noKey();
            }
            if (table.count(flow.keyId()) >= most) {
                throw FlowFailures.tooMany(most);
            }
            put(stored);
            return null;
        }));
    }

    /** @param change must be fast, because all other operations wait for it */
    @Override
    public Uni<Optional<Flow>> update(UUID keyId, UUID id, UnaryOperator<Flow> change) {
        return locked(() -> {
            StoredFlow before = table.get(keyId, id);
            if (before == null) {
                return Optional.empty();
            }
            Flow after = change.apply(before.toFlow());
            put(StoredFlow.of(after));
            return Optional.of(after);
        });
    }

    @Override
    public Uni<Boolean> delete(UUID keyId, UUID id, Consumer<Flow> check) {
        return locked(() -> {
            StoredFlow before = table.get(keyId, id);
            if (before == null) {
                return false;
            }
            check.accept(before.toFlow());
            table.remove(before);
            changed();
            return true;
        });
    }

    int size() {
        synchronized (table) {
            return table.size();
        }
    }

    private <T> Uni<T> locked(Supplier<T> action) {
        return Uni.createFrom().item(() -> {
            synchronized (table) {
                return action.get();
            }
        });
    }

    private void put(StoredFlow flow) {
        if (!table.put(flow)) {
            throw FlowFailures.noRoom();
        }
        changed();
    }

    private void keyDeleted(UUID keyId) {
        synchronized (table) {
            if (table.removeAllOf(keyId)) {
                changed();
            }
        }
    }

    private boolean isKept(UUID keyId) {
        return keyId.equals(DefaultKey.ID) || keys.has(keyId);
    }

    private void changed() {
        snapshot.ifPresent(SnapshotFile::changed);
    }

    private FlowSnapshot copy() {
        synchronized (table) {
            return new FlowSnapshot(table.copy(), table.copyEarlier());
        }
    }

    private void restore(FlowSnapshot kept) {
        long orphans = 0;
        synchronized (table) {
            for (StoredFlow flow : kept.flows()) {
                // an unreadable flow is damage, which must be reported now
                flow.toFlow();
                if (!isKept(flow.keyId())) {
                    orphans++;
                } else if (!table.put(flow)) {
                    throw new IllegalStateException("Too many flows");
                }
            }
            for (StoredFlow flow : kept.earlier() == null ? List.<StoredFlow> of() : kept.earlier()) {
                flow.toFlow();
                table.keep(flow);
            }
        }
        if (orphans > 0) {
            LOG.warnf("Flows skipped because their keys no longer exist: %d", orphans);
        }
    }
}
