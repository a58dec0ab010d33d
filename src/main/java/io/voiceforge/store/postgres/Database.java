package io.voiceforge.store.postgres;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.voiceforge.config.StorageConfig;
import io.voiceforge.key.StoreUnavailableException;
import io.voiceforge.observe.DatabaseState;
import io.voiceforge.observe.Metrics;

/** Access to the database: with a timeout, metered, and with a single failure for every way in which it can be unavailable. */
@ApplicationScoped
class Database implements DatabaseState {

    private static final Logger LOG = Logger.getLogger(Database.class);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final String UNDEFINED_TABLE = "42P01";

    private final StorageConfig storage;
    private final DatabaseConfig config;
    private final Migrations migrations;
    private final Metrics metrics;
    private final AtomicBoolean away = new AtomicBoolean();
    private volatile long lastFailureNanos;

    Database(StorageConfig storage, DatabaseConfig config, Migrations migrations, Metrics metrics) {
        this.storage = storage;
        this.config = config;
        this.migrations = migrations;
        this.metrics = metrics;
    }

    /** Runs queries in a session. Must be called on a Vert.x context, like every request. */
    <T> Uni<T> read(String operation, Supplier<Uni<T>> queries) {
        return run(operation, () -> Panache.withSession(queries));
    }

    /** Runs queries in a transaction. Must be called on a Vert.x context, like every request. */
    <T> Uni<T> write(String operation, Supplier<Uni<T>> queries) {
        return run(operation, () -> Panache.withTransaction(queries));
    }

    @Override
    public Uni<Status> status() {
        if (!storage.database().configured()) {
            return Uni.createFrom().item(Status.NOT_CONFIGURED);
        }
        return read("ping", () -> Panache.getSession()
                .chain(session -> session.createNativeQuery("select 1", Integer.class).getSingleResult()))
                .replaceWith(Status.CONNECTED)
                .onFailure().recoverWithItem(Status.DISCONNECTED);
    }

    private <T> Uni<T> run(String operation, Supplier<Uni<T>> work) {
        if (!migrations.areDone()) {
            return Uni.createFrom().failure(new StoreUnavailableException(null));
        }
        metrics.storeQuery(operation);
        Duration timeout = config.timeout();
        return Uni.createFrom().<T> deferred(work::get)
                .ifNoItem().after(timeout).fail()
                .onItemOrFailure().invoke((item, failure) -> noteWhetherAway(failure != null && isAway(failure)))
                .onFailure(this::isAway).transform(StoreUnavailableException::new);
    }

    /** Logs once when the database becomes unavailable, and once when it has worked again for a while. */
    private void noteWhetherAway(boolean failed) {
        if (failed) {
            lastFailureNanos = System.nanoTime();
            if (away.compareAndSet(false, true)) {
                LOG.warn("The database is unavailable; cached keys are still accepted");
            }
        } else if (away.get() && System.nanoTime() - lastFailureNanos > QUIET_NANOS && away.compareAndSet(true, false)) {
            LOG.info("The database is available again");
        }
    }

    /** Whether the failure means that the database is unavailable rather than an error in the query. */
    private boolean isAway(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // the driver's own exception, or Hibernate's wrapper
            String state = cause instanceof PgException refused ? refused.getSqlState()
                    : cause instanceof SQLException wrapped ? wrapped.getSQLState() : null;
            if (UNDEFINED_TABLE.equals(state)) {
                migrations.again();
                return true;
            }
            if (state != null) {
                return isAwayState(state);
            }
            // the driver reports an inactive connection with Vert.x's internal NoStackTraceThrowable, whose only public
            // supertype is Throwable
            if (cause instanceof IOException || cause instanceof TimeoutException || cause instanceof VertxException
                    || cause instanceof NoStackTraceThrowable || cause instanceof io.smallrye.mutiny.TimeoutException) {
                return true;
            }
        }
        return false;
    }

    /**
     * Connection failure, insufficient resources, operator intervention, rejected login, or no such database (PostgreSQL
     * manual, appendix A).
     */
    private static boolean isAwayState(String sqlState) {
        return sqlState.startsWith("08") || sqlState.startsWith("53") || sqlState.startsWith("57")
                || sqlState.startsWith("28") || sqlState.startsWith("3D");
    }
}
