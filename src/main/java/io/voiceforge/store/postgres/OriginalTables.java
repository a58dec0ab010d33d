package io.voiceforge.store.postgres;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jboss.logging.Logger;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;

/**
 * The tables of the original VoiceForge, and how they are read: each row as JSON, so that a column of another type than
 * expected is a row that cannot be used, and no failure.
 *
 * @param schema in front of each table's name, quoted, with a dot
 * @param flows whether the three tables of its flows are there too
 */
record OriginalTables(String schema, boolean flows) {

    private static final Logger LOG = Logger.getLogger(OriginalTables.class);

    private static final Map<String, Set<String>> COLUMNS = Map.of(
            "api_keys", Set.of("id", "name", "key", "created_at", "usage", "active", "rate_limit"),
            "agent_flows", Set.of("id", "api_key_id", "name", "description", "configuration", "created_at", "updated_at"),
            "flow_nodes", Set.of("id", "flow_id", "type", "position", "data", "created_at"),
            "flow_edges", Set.of("id", "flow_id", "source_node_id", "target_node_id", "label", "type", "created_at"));

    /** What somebody sees who names no schema, as the original does. */
    private static final String FIND = """
            select n.nspname::text as schema, c.relname::text as name, has_table_privilege(c.oid, 'SELECT') as readable,
                   a.attname::text as column
            from pg_catalog.pg_class c
            join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relkind = 'r' and c.relname in ('api_keys', 'agent_flows', 'flow_nodes', 'flow_edges')
              and pg_catalog.pg_table_is_visible(c.oid)
            """;

    /** Longer rows are not read: nothing in them could be kept. */
    private static final String KEYS = """
            select case when octet_length(k.row) <= 65536 then k.row end
            from (select row_to_json(k)::text as row from %1$sapi_keys k order by created_at::text, ctid) k
            """;

    /** One row for each flow: itself, its nodes and its edges; of these how many there are, and as many as could be kept. */
    private static final String FLOWS = """
            select case when octet_length(f.row) <= 262144 then f.row end, n.total, n.elements, e.total, e.elements
            from (select id::text as id, row_to_json(f)::text as row from %1$sagent_flows f) f
            left join (%2$s) n on n.flow = f.id
            left join (%3$s) e on e.flow = f.id
            """;
    private static final String ELEMENTS = """
            select flow, count(*) as total,
                   array_agg(element order by place) filter (where place <= 5000 and size <= 2097152) as elements
            from (select flow, element, row_number() over by_flow as place, sum(octet_length(element)) over by_flow as size
                  from (select flow_id::text as flow, row_to_json(t)::text as element, created_at::text as at, ctid as at_last
                        from %s%s t) t
                  window by_flow as (partition by flow order by at, at_last)) t
            group by flow
            """;

    /** Empty when there are none, or when others' tables have their names. */
    static Future<Optional<OriginalTables>> find(SqlConnection connection) {
        return connection.query(FIND).execute().map(OriginalTables::of);
    }

    String selectKeys() {
        return KEYS.formatted(schema);
    }

    String selectFlows() {
        return FLOWS.formatted(schema, ELEMENTS.formatted(schema, "flow_nodes"), ELEMENTS.formatted(schema, "flow_edges"));
    }

    private static Optional<OriginalTables> of(RowSet<Row> rows) {
        Map<String, Set<String>> columns = new HashMap<>();
        Map<String, String> schemas = new HashMap<>();
        Set<String> closed = new HashSet<>();
        for (Row row : rows) {
            String table = row.getString("name");
            columns.computeIfAbsent(table, name -> new HashSet<>()).add(row.getString("column"));
            schemas.put(table, row.getString("schema"));
            if (!row.getBoolean("readable")) {
                closed.add(table);
            }
        }
        columns.entrySet().removeIf(table -> !table.getValue().containsAll(COLUMNS.get(table.getKey())));
        closed.retainAll(columns.keySet());
        String schema = schemas.get("api_keys");
        if (!columns.containsKey("api_keys")) {
            return Optional.empty();
        }
        if (!closed.isEmpty()) {
            LOG.warnf("Nothing is imported from the original VoiceForge: the database's user may not read %s in the schema %s",
                    closed.stream().sorted().toList(), schema);
            return Optional.empty();
        }
        boolean flows = columns.size() == COLUMNS.size() && Set.of(schema).containsAll(schemas.values());
        return Optional.of(new OriginalTables(Schema.quoted(schema) + ".", flows));
    }
}
