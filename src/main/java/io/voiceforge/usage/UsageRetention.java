package io.voiceforge.usage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;

/**
 * Deletes usage that is older than {@code usage.retention}: once an hour, in small batches with pauses between them, so that
 * nobody who uses the store waits for it. What fails is tried again an hour later.
 */
@ApplicationScoped
class UsageRetention {

    static final int BATCH = 1000;

    private static final Logger LOG = Logger.getLogger(UsageRetention.class);
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final UsageStore store;
    private final Duration kept;
    private final Vertx vertx;
    private final Clock clock;
    private final Duration pause;
    private final StoreContext context;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile long timer = -1;

    @Inject
    UsageRetention(UsageStore store, UsageConfig config, Vertx vertx) {
        this(store, config.retention(), vertx, Clock.systemUTC(), PAUSE);
    }

    UsageRetention(UsageStore store, Duration kept, Vertx vertx, Clock clock, Duration pause) {
        this.store = store;
        this.kept = kept;
        this.vertx = vertx;
        this.clock = clock;
        this.pause = pause;
        this.context = new StoreContext(vertx);
    }

    void onStart(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(FIRST.toMillis(), INTERVAL.toMillis(), id -> deleteOld());
    }

    @PreDestroy
    void stop() {
        vertx.cancelTimer(timer);
    }

    /** Begins to delete, unless it is under way. Never blocks. */
    void deleteOld() {
        if (running.compareAndSet(false, true)) {
            deleteBefore(clock.instant().minus(kept).truncatedTo(ChronoUnit.HOURS), 0);
        }
    }

    private void deleteBefore(Instant end, long before) {
        context.ask(() -> store.deleteBefore(end, BATCH), deleted -> {
            if (deleted >= BATCH) {
                vertx.setTimer(pause.toMillis(), next -> deleteBefore(end, before + deleted));
                return;
            }
            running.set(false);
            if (before + deleted > 0) {
                LOG.infof("Deleted usage from before %s: %d rows", end, before + deleted);
            }
        }, failure -> {
            running.set(false);
            LOG.warnf("Usage from before %s cannot be deleted at the moment: %s", end, failure);
        });
    }
}
