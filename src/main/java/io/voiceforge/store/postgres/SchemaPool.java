package io.voiceforge.store.postgres;

import jakarta.inject.Singleton;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.impl.PgConnectionFactory;
import io.vertx.pgclient.impl.PgConnectionImpl;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.impl.Connection;
import io.vertx.sqlclient.impl.SqlConnectionInternal;
import io.vertx.sqlclient.spi.ConnectionFactory;

/** Makes the pool of connections, each of which {@linkplain Schema#qualify qualifies} what it is asked. */
@Singleton
class SchemaPool extends PgDriver implements PgPoolCreator {

    private final Schema schema;

    SchemaPool(Schema schema) {
        this.schema = schema;
    }

    @Override
    public Pool create(Input input) {
        PgConnectOptions options = input.pgConnectOptionsList().get(0);
        return createPool(input.vertx(), () -> Future.succeededFuture(options), input.poolOptions());
    }

    @Override
    public SqlConnectionInternal wrapConnection(ContextInternal context, ConnectionFactory factory, Connection connection) {
        return new Qualifying(context, (PgConnectionFactory) factory, connection, schema);
    }

    private static final class Qualifying extends PgConnectionImpl {

        private final Schema schema;

        Qualifying(ContextInternal context, PgConnectionFactory factory, Connection connection, Schema schema) {
            super(factory, context, connection);
            this.schema = schema;
        }

        @Override
        public Query<RowSet<Row>> query(String sql) {
            return super.query(schema.qualify(sql));
        }

        @Override
        public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
            return super.preparedQuery(schema.qualify(sql), options);
        }

        @Override
        public Future<PreparedStatement> prepare(String sql, PrepareOptions options) {
            return super.prepare(schema.qualify(sql), options);
        }
    }
}
