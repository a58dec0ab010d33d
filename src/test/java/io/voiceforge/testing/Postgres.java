package io.voiceforge.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** A real PostgreSQL on loopback, empty at the start; also as a resource for tests in the process. */
public final class Postgres implements QuarkusTestResourceLifecycleManager, AutoCloseable {

    private static final String SUPERUSER = "postgres";

    private EmbeddedPostgres server;

    public Postgres open() {
        return open(0);
    }

    /** @param port a free one for 0 */
    public Postgres open(int port) {
        try {
            server = EmbeddedPostgres.builder().setPort(port).start();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that speaks TLS. */
    public Postgres open(TestCertificate certificate) {
        try {
            server = EmbeddedPostgres.builder().setServerConfig("ssl", "on")
                    .setServerConfig("ssl_cert_file", certificate.certificate().toString())
                    .setServerConfig("ssl_key_file", certificate.key().toString()).start();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return url("postgres", SUPERUSER);
    }

    /** Any password will do. */
    public String url(String database, String user) {
        return "postgres://" + user + ":any@127.0.0.1:" + server.getPort() + "/" + database;
    }

    /** A new database, of the server's superuser. */
    public void create(String database) {
        execute("create database " + database);
    }

    public int port() {
        return server.getPort();
    }

    /** Statements find the gateway's tables without naming their schema. */
    public void execute(String sql) {
        execute("postgres", SUPERUSER, sql);
    }

    /** As {@link #execute(String)}. */
    public void execute(String database, String user, String sql) {
        try (Connection connection = connection(database, user);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All rows of all tables as text, each with its table's columns. */
    public String dump() {
        return query("select database_to_xml(true, false, '')");
    }

    /** The plan of a query. */
    public String explain(String sql) {
        return query("explain " + sql);
    }

    private String query(String sql) {
        return query("postgres", sql);
    }

    /** The first column, a line for each row. */
    public String query(String database, String sql) {
        try (Connection connection = connection(database, SUPERUSER);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            StringBuilder text = new StringBuilder();
            while (rows.next()) {
                text.append(rows.getString(1)).append('\n');
            }
            return text.toString();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connection(String database, String user) throws SQLException {
        return server.getDatabase(user, database, Map.of("currentSchema", "voiceforge,public")).getConnection();
    }

    @Override
    public Map<String, String> start() {
        open();
        return Map.of("DATABASE_URL", url(), "ADMIN_TOKEN", Admin.TOKEN, "voiceforge.access.failures-per-minute", "100000");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(Postgres.class));
    }

    @Override
    public void stop() {
        close();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
