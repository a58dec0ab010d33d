package io.voiceforge.store.postgres;

import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
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
import io.voiceforge.config.StorageConfig;

/** Migrates the schema, retrying while the database is unavailable. Until it succeeds, the store is unavailable. */
@ApplicationScoped
class Migrations {

    private static final Logger LOG = Logger.getLogger(Migrations.class);

    private final DatabaseConfig config;
    private final InjectableInstance<Flyway> flyway;
    private final AtomicBoolean done = new AtomicBoolean();
    /** A dedicated thread, because JDBC blocks. */
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "migrations");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean said;

    Migrations(DatabaseConfig config, @FlywayDataSource("migration") InjectableInstance<Flyway> flyway) {
        this.config = config;
        this.flyway = flyway;
    }

    void onStart(@Observes StartupEvent event, StorageConfig storage) {
        if (storage.database().configured()) {
            worker.execute(this::migrate);
        }
    }

    @PreDestroy
    void close() {
        worker.shutdownNow();
    }

    boolean areDone() {
        return done.get();
    }

    /** The schema is gone: the database was replaced by an empty one. */
    void again() {
        if (done.compareAndSet(true, false)) {
            later();
        }
    }

    private void migrate() {
        try {
            flyway.get().migrate();
            done.set(true);
            said = false;
            LOG.info("The database is ready");
        } catch (RuntimeException | Error e) {
            if (!said && !worker.isShutdown()) {
                // the reason contains the address, but not the password
                LOG.warnf("The database cannot be used yet; retrying every %s: %s", config.retryInterval(), reason(e));
                said = true;
            }
            later();
        }
    }

    private void later() {
        try {
            worker.schedule(this::migrate, config.retryInterval().toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException stopping) {
            // the schema is no longer needed
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
