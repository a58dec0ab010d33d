package io.voiceforge.store.embedded;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import io.quarkus.arc.ClientProxy;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.voiceforge.config.StorageConfig;
import io.voiceforge.observe.Metrics;
import io.voiceforge.usage.UsageStore;
import io.voiceforge.usage.UsageStore.Whose;

/**
 * In-memory usage. With a {@linkplain DataDirectory data directory}, it is read from {@code usage.json} at creation and written
 * back within a second of a batch, together with the use of each key, so that {@code keys.json} with its audit trail is not
 * written for every call.
 * <p>
 * Each write covers the whole file, with 270 to 700 bytes per hour of a key's operation, provider, model and outcome, and happens
 * every second while calls arrive. Therefore the number of rows is bounded: 400 days of an operation in constant use take 9600
 * rows, and {@value #MAX_ROWS} rows take about 25 MB, written in about 0.2 s. Larger installations need {@code DATABASE_URL}.
 */
@ApplicationScoped
@Typed(EmbeddedUsageStore.class)
public class EmbeddedUsageStore implements UsageStore {

    static final int MAX_ROWS = 50_000;
    private static final int REMEMBERED_BATCHES = 1000;
    private static final Logger LOG = Logger.getLogger(EmbeddedUsageStore.class);

    private final EmbeddedKeyStore keys;
    /** Guarded by its own monitor, as is {@link #batches}. */
    private final UsageTable table;
    /** Oldest first. Not in the file, because a batch is never resent after the process has ended. */
    private final Set<UUID> batches = new LinkedHashSet<>();
    private final Optional<SnapshotFile<UsageSnapshot>> snapshot;

    @Inject
    EmbeddedUsageStore(DataDirectory directory, EmbeddedKeyStore keys, Metrics metrics) {
        this(directory, keys, metrics, new UsageTable(MAX_ROWS));
    }

    EmbeddedUsageStore(DataDirectory directory, EmbeddedKeyStore keys, Metrics metrics, UsageTable table) {
        this.table = table;
        // the last copy is made at shutdown, when a proxy may no longer lead to the store with the keys
        this.keys = ClientProxy.unwrap(keys);
        snapshot = directory.open("usage", UsageSnapshot.VERSION, UsageSnapshot.class, this::restore, this::copy);
        metrics.gauge("voiceforge.store.usage", "Usage rows in the store", this::size);
    }

    /** Loads the store before the first request. With a database, the store is never created. */
    static void onStart(@Observes StartupEvent event, StorageConfig storage, EmbeddedUsageStore store) {
        if (!storage.database().configured()) {
            LOG.debugf("Rows of usage: %d", store.size());
        }
    }

    @PreDestroy
    void close() {
        snapshot.ifPresent(SnapshotFile::close);
    }

    @Override
    public Uni<Void> add(Batch batch) {
        return Uni.createFrom().item(() -> {
            synchronized (table) {
                if (!batches.add(batch.id())) {
                    return null;
                }
                if (batches.size() > REMEMBERED_BATCHES) {
                    batches.remove(batches.iterator().next());
                }
                batch.totals().forEach(table::add);
                table.trim();
                keys.use(batch.uses(), Long::sum);
            }
            snapshot.ifPresent(SnapshotFile::changed);
            return null;
        });
    }

    @Override
    public Uni<List<Row>> read(Whose whose, Instant from, Instant to) {
        return WholeTable.ask(() -> {
            synchronized (table) {
                return table.read(whose, from, to);
            }
        });
    }

    @Override
    public Uni<Integer> deleteBefore(Instant end, int atMost) {
        return Uni.createFrom().item(() -> {
            int deleted;
            synchronized (table) {
                deleted = table.deleteBefore(end, atMost);
            }
            if (deleted > 0) {
                snapshot.ifPresent(SnapshotFile::changed);
            }
            return deleted;
        });
    }

    int size() {
        synchronized (table) {
            return table.size();
        }
    }

    private UsageSnapshot copy() {
        List<Row> rows;
        Map<UUID, Use> uses;
        synchronized (table) {
            rows = table.copy();
            uses = keys.uses();
        }
        return UsageSnapshot.of(rows, uses);
    }

    private void restore(UsageSnapshot kept) {
        synchronized (table) {
            kept.hours().stream().map(UsageSnapshot.HourRecord::toRow).forEach(row -> table.add(row.slot(), row.totals()));
            table.trim();
            keys.use(kept.uses(), Math::max);
        }
    }
}
