package io.voiceforge.store.postgres;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

import io.quarkus.arc.InjectableInstance;
import io.quarkus.flyway.FlywayDataSource;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.voiceforge.config.StorageConfig;

/**
 * Brings the schema up to date, imports what the original VoiceForge has left, and goes on trying while that is not possible.
 * Until then the store is unavailable. Replicas do it one after the other.
 */
@ApplicationScoped
class Migrations {

    private static final Logger LOG = Logger.getLogger(Migrations.class);
    private static final String LOCK = "select 1 from pg_advisory_xact_lock(hashtextextended('voiceforge migrations', 0))";

    private final DatabaseConfig config;
    private final InjectableInstance<Pool> pool;
    private final InjectableInstance<Flyway> flyway;
    private final Schema schema;
    private final Vertx vertx;
    private final AtomicBoolean done = new AtomicBoolean();
    private volatile WorkerExecutor worker;
    private volatile boolean closed;
    private volatile String said;

    Migrations(DatabaseConfig config, InjectableInstance<Pool> pool,
            @FlywayDataSource("migration") InjectableInstance<Flyway> flyway, Schema schema, Vertx vertx) {
        this.config = config;
        this.pool = pool;
        this.flyway = flyway;
        this.schema = schema;
        this.vertx = vertx;
    }

    void onStart(@Observes StartupEvent event, StorageConfig storage) {
        if (storage.database().configured()) {
            // a thread of its own, because JDBC blocks, and as long as it takes
            worker = vertx.createSharedWorkerExecutor("migrations", 1, 1, TimeUnit.DAYS);
            migrate();
        }
    }

    @PreDestroy
    void close() {
        closed = true;
        if (worker != null) {
            worker.close();
        }
    }

    boolean areDone() {
        return done.get();
    }

    /** The schema is gone: somebody has put an empty database in the place of the old one. */
    void again() {
        if (done.compareAndSet(true, false)) {
            later();
        }
    }

    private void migrate() {
        pool.get().withTransaction(connection -> connection.query(LOCK).execute()
                .compose(locked -> schema.find(connection))
                .compose(name -> worker.executeBlocking(() -> migrate(name)))
                .compose(migrated -> takeOver(connection)))
                .onSuccess(imported -> {
                    imported.ifPresent(Runnable::run);
                    done.set(true);
                    said = null;
                    LOG.info("The database is ready");
                })
                .onFailure(this::failed);
    }

    /** Makes the schema, too, when there is none. What others keep in it is left alone. */
    private Object migrate(String name) {
        return Flyway.configure().configuration(flyway.get().getConfiguration())
                .schemas(name).defaultSchema(name)
                .baselineOnMigrate(true).baselineVersion("0")
                .load().migrate();
    }

    private Future<Optional<Runnable>> takeOver(SqlConnection connection) {
        return config.importOriginal() ? OriginalImport.run(connection, worker) : Future.succeededFuture(Optional.empty());
    }

    private void failed(Throwable failure) {
        String reason = reason(failure);
        if (!reason.equals(said) && !closed) {
            // the reason names the address, but not the password
            LOG.warnf("The database cannot be used yet, trying again every %s: %s", config.retryInterval(), reason);
            said = reason;
        }
        later();
    }

    private void later() {
        if (!closed) {
            vertx.setTimer(config.retryInterval().toMillis(), timer -> migrate());
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof Schema.UnusableException || cause instanceof PgException ? cause.getMessage()
                : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
