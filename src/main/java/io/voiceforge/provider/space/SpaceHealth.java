package io.voiceforge.provider.space;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.voiceforge.provider.ProviderHealth;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.http.ProviderEndpoint;
import io.voiceforge.provider.http.ProviderProbe;
import io.voiceforge.provider.http.RestClients;

/**
 * Tracks whether the Space is awake. Once a call has found it waking, no further calls go to it. Background requests, one after
 * another, keep it waking until its health endpoint responds with JSON; then calls go to it again.
 */
final class SpaceHealth implements ProviderHealth {

    private static final Logger LOG = Logger.getLogger(SpaceHealth.class);

    private final SpaceConfig config;
    private final ProviderId provider;
    private final ProviderProbe probe;
    private final AtomicBoolean waking = new AtomicBoolean();
    private volatile Cancellable watch;

    SpaceHealth(ProviderEndpoint endpoint, RestClients clients, SpaceConfig config) {
        this.config = config;
        this.provider = endpoint.provider();
        SpaceRestClient client = clients.create(SpaceRestClient.class, endpoint.baseUrl(), config.wakePollTimeout());
        this.probe = new ProviderProbe(endpoint, () -> client.health(endpoint.authorization()));
    }

    /** Stops monitoring. */
    void close() {
        Cancellable running = watch;
        if (running != null) {
            running.cancel();
        }
    }

    boolean isWaking() {
        return waking.get();
    }

    /** Called when a call has found the Space waking. */
    void foundWaking() {
        if (!waking.compareAndSet(false, true)) {
            return;
        }
        LOG.info("The Space is waking; calls go to the next provider until it responds");
        long deadline = System.nanoTime() + config.wakeWatchTime().toNanos();
        watch = look(deadline).subscribe().with(status -> {
            waking.set(false);
            LOG.infof("The Space is no longer monitored: %s", status);
        });
    }

    /** Checks repeatedly; ends at the first status other than waking, or when the time is over. */
    private Uni<Status> look(long deadlineNanos) {
        return probe.ask(config.wakePollTimeout())
                .repeat().withDelay(config.wakePollInterval())
                .whilst(status -> isStillWaking(status) && System.nanoTime() < deadlineNanos)
                .collect().last();
    }

    /** A restarting Space refuses connections for a moment. */
    private static boolean isStillWaking(Status status) {
        return status == Status.WAKING || status == Status.DOWN;
    }

    @Override
    public ProviderId provider() {
        return provider;
    }

    @Override
    public Uni<Status> status() {
        return waking.get() ? Uni.createFrom().item(Status.WAKING) : probe.status();
    }
}
