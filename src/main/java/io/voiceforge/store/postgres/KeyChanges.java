package io.voiceforge.store.postgres;

import java.util.UUID;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.arc.InjectableInstance;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.voiceforge.config.StorageConfig;
import io.voiceforge.key.KeyDirectory;

/**
 * Listens for key changes by other replicas on a dedicated connection. If it breaks, it is reopened and the whole cache is
 * evicted, because changes may have been missed; until then, the cache's own time limit applies.
 */
@ApplicationScoped
class KeyChanges {

    static final String CHANNEL = "voiceforge_key";

    private static final long ALIVE_MILLIS = 20_000;
    private static final Logger LOG = Logger.getLogger(KeyChanges.class);

    private final DatabaseConfig config;
    private final InjectableInstance<Pool> pool;
    private final KeyDirectory directory;
    private final Vertx vertx;
    private volatile PgConnection connection;
    private volatile boolean closed;

    KeyChanges(DatabaseConfig config, InjectableInstance<Pool> pool, KeyDirectory directory, Vertx vertx) {
        this.config = config;
        this.pool = pool;
        this.directory = directory;
        this.vertx = vertx;
    }

    void onStart(@Observes StartupEvent event, StorageConfig storage) {
        if (storage.database().configured()) {
            listen();
        }
    }

    @PreDestroy
    void close() {
        closed = true;
        PgConnection open = connection;
        if (open != null) {
            open.close();
        }
    }

    private void listen() {
        pool.get().getConnection()
                .map(PgConnection::cast)
                .compose(opened -> {
                    // a lost connection is handled below; without a handler, the driver logs it
                    opened.exceptionHandler(expected -> {
                    });
                    opened.notificationHandler(notification -> changed(notification.getPayload()));
                    return opened.query("LISTEN " + CHANNEL).execute().map(opened)
                            .onFailure(failure -> opened.close());
                })
                .onSuccess(opened -> {
                    connection = opened;
                    directory.evictAll();
                    long watch = vertx.setPeriodic(ALIVE_MILLIS, tick -> checkAlive(opened));
                    opened.closeHandler(gone -> {
                        vertx.cancelTimer(watch);
                        again();
                    });
                })
                .onFailure(failure -> again());
    }

    /** A connection that only listens would not notice that a router has dropped it. */
    private void checkAlive(PgConnection opened) {
        long limit = vertx.setTimer(config.timeout().toMillis(), late -> opened.close());
        opened.query("SELECT 1").execute().onComplete(answered -> {
            vertx.cancelTimer(limit);
            if (answered.failed()) {
                opened.close();
            }
        });
    }

    private void again() {
        if (!closed) {
            vertx.setTimer(config.retryInterval().toMillis(), timer -> listen());
        }
    }

    private void changed(String payload) {
        try {
            directory.evict(UUID.fromString(payload));
        } catch (IllegalArgumentException e) {
            LOG.warn("Another application uses the channel " + CHANNEL);
        }
    }
}
