package io.voiceforge.store.postgres;

import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

import io.quarkus.arc.InjectableInstance;
import io.quarkus.flyway.FlywayDataSource;
import io.quarkus.runtime.StartupEvent;
import io.voiceforge.config.VoiceForgeConfig;

/**
 * Brings the schema up to date, and goes on trying while the database cannot be reached. Until then the store is unavailable.
 */
@ApplicationScoped
class Migrations {

    private static final Logger LOG = Logger.getLogger(Migrations.class);

    private final VoiceForgeConfig.Database config;
    private final InjectableInstance<Flyway> flyway;
    private volatile boolean done;
    private volatile Thread worker;

    Migrations(VoiceForgeConfig config, @FlywayDataSource("migration") InjectableInstance<Flyway> flyway) {
        this.config = config.database();
        this.flyway = flyway;
    }

    void onStart(@Observes StartupEvent event) {
        if (config.configured()) {
            Thread thread = new Thread(this::migrate, "migrations");
            thread.setDaemon(true);
            worker = thread;
            thread.start();
        }
    }

    @PreDestroy
    void close() {
        Thread running = worker;
        if (running != null) {
            running.interrupt();
        }
    }

    boolean areDone() {
        return done;
    }

    /** On a thread of its own, because JDBC blocks. */
    private void migrate() {
        boolean said = false;
        while (!done) {
            try {
                flyway.get().migrate();
                done = true;
                LOG.info("The database is ready");
            } catch (FlywayException e) {
                if (!said) {
                    // the message names the address, but not the password
                    LOG.warnf("The database cannot be used yet, trying again every %s: %s", config.retryInterval(), reason(e));
                    said = true;
                }
                try {
                    TimeUnit.NANOSECONDS.sleep(config.retryInterval().toNanos());
                } catch (InterruptedException stop) {
                    return;
                }
            }
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
