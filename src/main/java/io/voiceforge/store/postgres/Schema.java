package io.voiceforge.store.postgres;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/**
 * The schema that holds the gateway's tables. All SQL names it {@code voiceforge}; {@link SchemaPool} puts the name that is
 * true here in its place, so that no connection needs a search path: poolers refuse one, or hand it on to the next client.
 */
@ApplicationScoped
class Schema {

    /** As in {@code quarkus.hibernate-orm.database.default-schema}. */
    private static final String DEFAULT = "voiceforge";
    private static final String WRITTEN = DEFAULT + ".";

    private static final Logger LOG = Logger.getLogger(Schema.class);

    /** The schemas in question, the configured one first, and whether each is ours by its tables. */
    private static final String CANDIDATES = """
            select n.nspname::text as name,
                   has_schema_privilege(n.oid, 'USAGE') as usable,
                   has_schema_privilege(n.oid, 'CREATE') as open,
                   exists (select from pg_catalog.pg_class h
                           where h.relnamespace = n.oid and h.relname = 'flyway_schema_history')
                   and (select count(*) from pg_catalog.pg_class c
                        join pg_catalog.pg_attribute a on a.attrelid = c.oid and not a.attisdropped
                        where c.relnamespace = n.oid and c.relname = 'api_key' and has_table_privilege(c.oid, 'SELECT')
                          and a.attname in ('hint', 'secret_hash', 'previous_hash', 'rate_limit')) = 4 as ours
            from pg_catalog.pg_namespace n
            where n.nspname in ($1, current_schema(), 'public')
            order by n.nspname <> $1, n.nspname = 'public'
            """;
    private static final String USER = "select current_user::text as name,"
            + " has_database_privilege(current_database(), 'CREATE') as creates";

    /** The schema cannot be used; the message is for the operator. */
    static final class UnusableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private UnusableException(String message) {
            super(message);
        }
    }

    private final Optional<String> configured;
    private volatile String prefix = WRITTEN;

    Schema(DatabaseConfig config) {
        this.configured = config.schema();
    }

    /** The statement with the true name in the place of the written one. */
    String qualify(String sql) {
        String name = prefix;
        return name.equals(WRITTEN) ? sql : sql.replace(WRITTEN, name);
    }

    /**
     * Finds out which schema it is; it need not exist yet.
     *
     * @return its name, or a failure with {@link UnusableException} when the user lacks the rights
     */
    Future<String> find(SqlConnection connection) {
        String wanted = configured.orElse(DEFAULT);
        return connection.preparedQuery(CANDIDATES).execute(Tuple.of(wanted))
                .compose(candidates -> connection.query(USER).execute().map(user -> choose(wanted, candidates,
                        user.iterator().next())))
                .onSuccess(name -> prefix = name.equals(DEFAULT) ? WRITTEN : quoted(name) + ".");
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private String choose(String wanted, RowSet<Row> candidates, Row user) {
        Row own = null;
        for (Row candidate : candidates) {
            boolean isWanted = candidate.getString("name").equals(wanted);
            if (candidate.getBoolean("ours") && candidate.getBoolean("usable")) {
                if (isWanted || configured.isEmpty()) {
                    return candidate.getString("name");
                }
                LOG.warnf("The tables of an earlier release in the schema %s are not used, because"
                        + " voiceforge.database.schema names another one", candidate.getString("name"));
            }
            own = isWanted ? candidate : own;
        }
        String name = user.getString("name");
        if (own == null && !user.getBoolean("creates")) {
            throw new UnusableException("There is no schema %s, and the user %s may not create it. Create it for that user: %s"
                    .formatted(wanted, name, "CREATE SCHEMA " + quoted(wanted) + " AUTHORIZATION " + quoted(name)));
        }
        if (own != null && !(own.getBoolean("usable") && own.getBoolean("open"))) {
            throw new UnusableException(
                    "The user %s may not create tables in the schema %s. Allow it: %s".formatted(name, wanted,
                            "GRANT USAGE, CREATE ON SCHEMA " + quoted(wanted) + " TO " + quoted(name)));
        }
        return wanted;
    }
}
