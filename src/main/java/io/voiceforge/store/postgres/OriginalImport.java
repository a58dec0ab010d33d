package io.voiceforge.store.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jboss.logging.Logger;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/**
 * Imports the original VoiceForge's keys and flows, once: all of it in the transaction of its connection, with a row that says
 * that it is done. Nothing of the original's is changed.
 */
final class OriginalImport {

    private static final Logger LOG = Logger.getLogger(OriginalImport.class);
    private static final String ONCE = "insert into voiceforge.original_import default values on conflict do nothing";
    private static final int KEYS_AT_ONCE = 500;
    /** Each may be some megabytes. */
    private static final int FLOWS_AT_ONCE = 4;
    private static final int MAX_NAMED = 20;

    private final SqlConnection connection;
    private final WorkerExecutor worker;
    private final Map<String, Integer> skipped = new TreeMap<>();
    /** Flows that lack something, the first of them. */
    private final List<UUID> incomplete = new ArrayList<>();
    private int keys;
    private int flows;
    private boolean published;

    private OriginalImport(SqlConnection connection, WorkerExecutor worker) {
        this.connection = connection;
        this.worker = worker;
    }

    /**
     * @param connection in a transaction, which is to be committed
     * @param worker for what takes the CPU long
     * @return what is to be done when it is committed; nothing when there is nothing to import, or no more
     */
    static Future<Optional<Runnable>> run(SqlConnection connection, WorkerExecutor worker) {
        return OriginalTables.find(connection).compose(found -> found.isEmpty() ? Future.succeededFuture(Optional.empty())
                : connection.query(ONCE).execute().compose(first -> first.rowCount() == 0
                        ? Future.succeededFuture(Optional.empty())
                        : new OriginalImport(connection, worker).run(found.get())));
    }

    private Future<Optional<Runnable>> run(OriginalTables tables) {
        return copy(tables.selectKeys(), KEYS_AT_ONCE, this::key, OriginalKey.INSERT, this::insertedKey)
                .compose(done -> !tables.flows() ? Future.succeededFuture()
                        : copy(tables.selectFlows(), FLOWS_AT_ONCE, row -> OriginalFlow.of(row).parameters(),
                                OriginalFlow.INSERT, this::insertedFlow))
                .map(Optional.of(() -> log(tables)));
    }

    private Tuple key(Row row) {
        OriginalKey key = OriginalKey.of(OriginalRow.of(row.getString(0)));
        published |= key.isPublished();
        return key.parameters();
    }

    private void insertedKey(RowSet<Row> result) {
        if (result.rowCount() == 1) {
            keys++;
        } else {
            skip("keys whose id or secret is here already", 1);
        }
    }

    private void insertedFlow(RowSet<Row> result) {
        Row inserted = result.iterator().next();
        if (inserted.getBoolean("made")) {
            flows++;
            int nodes = inserted.getInteger("nodes_left_out");
            int edges = inserted.getInteger("edges_left_out");
            skip("nodes that cannot be read", nodes);
            skip("edges that cannot be read", edges);
            if (nodes + edges > 0 && incomplete.size() < MAX_NAMED) {
                incomplete.add(inserted.getUUID("id"));
            }
        } else {
            skip(inserted.getBoolean("owned") ? "flows whose id is here already" : "flows of no key that is here", 1);
        }
    }

    /** Reads rows with a cursor, makes a statement's parameters of those that can be used, and runs it. */
    private Future<Void> copy(String select, int atOnce, Function<Row, Tuple> parameters, String insert,
            Consumer<RowSet<Row>> inserted) {
        return connection.prepare(select).compose(statement -> copy(statement.cursor(), atOnce, parameters, insert, inserted)
                .compose(done -> statement.close()));
    }

    private Future<Void> copy(Cursor rows, int atOnce, Function<Row, Tuple> parameters, String insert,
            Consumer<RowSet<Row>> inserted) {
        return rows.read(atOnce)
                .compose(page -> worker.executeBlocking(() -> usable(page, parameters)))
                .compose(batch -> batch.isEmpty() ? Future.succeededFuture()
                        : connection.preparedQuery(insert).executeBatch(batch).onSuccess(results -> {
                            for (RowSet<Row> each = results; each != null; each = each.next()) {
                                inserted.accept(each);
                            }
                        }))
                .compose(done -> rows.hasMore() ? copy(rows, atOnce, parameters, insert, inserted) : rows.close());
    }

    private List<Tuple> usable(RowSet<Row> page, Function<Row, Tuple> parameters) {
        List<Tuple> batch = new ArrayList<>();
        for (Row row : page) {
            try {
                batch.add(parameters.apply(row));
            } catch (OriginalRow.UnusableException e) {
                skip(e.getMessage(), 1);
            }
        }
        return batch;
    }

    private void skip(String what, int count) {
        if (count > 0) {
            skipped.merge(what, count, Integer::sum);
        }
    }

    private void log(OriginalTables tables) {
        LOG.infof("Imported from the original VoiceForge: keys: %d, flows: %d. Its tables are as they were,"
                + " with the secrets of its keys in clear in %sapi_keys", keys, flows, tables.schema());
        if (!skipped.isEmpty()) {
            LOG.warnf("Not imported from the original VoiceForge: %s%s",
                    skipped.entrySet().stream().map(each -> each.getKey() + ": " + each.getValue()).toList(),
                    incomplete.isEmpty() ? "" : "; flows that lack some of their nodes or edges: " + incomplete);
        }
        if (published) {
            LOG.warn("One of the imported keys has the published secret: whoever reaches this service can use it."
                    + " Rotate it, or switch it off.");
        }
    }
}
