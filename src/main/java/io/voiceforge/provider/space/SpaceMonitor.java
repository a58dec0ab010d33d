package io.voiceforge.provider.space;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.voiceforge.call.Provider;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.observe.ProviderState;
import io.voiceforge.provider.http.ProviderGuards;
import io.voiceforge.provider.http.ProviderProbe;
import io.voiceforge.provider.http.RestClients;

/**
 * Knows whether the Space is awake. Once a call has found it waking, no further call is spent on it; one background request
 * after another keeps it waking until its health answers in JSON, and from then on calls go to it again.
 */
@ApplicationScoped
class SpaceMonitor implements ProviderState {

    private static final Logger LOG = Logger.getLogger(SpaceMonitor.class);

    private final SpaceEndpoint endpoint;
    private final VoiceForgeConfig.Space config;
    private final ProviderProbe probe;
    private final ProviderGuards guards;
    private final AtomicBoolean waking = new AtomicBoolean();
    private volatile Cancellable watch;

    SpaceMonitor(SpaceEndpoint endpoint, VoiceForgeConfig config, RestClients clients, ProviderGuards guards) {
        this.endpoint = endpoint;
        this.guards = guards;
        this.config = config.space();
        if (endpoint.isConfigured()) {
            SpaceRestClient client = clients.create(SpaceRestClient.class, endpoint.get().baseUrl(),
                    config.space().wakePollTimeout());
            this.probe = new ProviderProbe(Provider.SPACE, () -> client.health(endpoint.get().authorization()));
        } else {
            this.probe = null;
        }
    }

    @PreDestroy
    void close() {
        Cancellable running = watch;
        if (running != null) {
            running.cancel();
        }
    }

    boolean isWaking() {
        return waking.get();
    }

    /** A call has found the Space waking. */
    void foundWaking() {
        if (!waking.compareAndSet(false, true)) {
            return;
        }
        LOG.info("The Space is waking; calls go to the next provider until it answers");
        long deadline = System.nanoTime() + config.wakeWatchTime().toNanos();
        watch = look(deadline).subscribe().with(status -> {
            waking.set(false);
            LOG.infof("The Space is watched no longer: %s", status);
        });
    }

    /** Looks again and again; ends with the first condition that is not waking, or when the time is over. */
    private Uni<Status> look(long deadlineNanos) {
        return probe.ask(config.wakePollTimeout())
                .repeat().withDelay(config.wakePollInterval())
                .whilst(status -> isStillWaking(status) && System.nanoTime() < deadlineNanos)
                .collect().last();
    }

    /** A Space that restarts refuses connections for a moment. */
    private static boolean isStillWaking(Status status) {
        return status == Status.WAKING || status == Status.DOWN;
    }

    @Override
    public Map<String, String> breakers() {
        return guards.states(Provider.SPACE);
    }

    @Override
    public Provider provider() {
        return Provider.SPACE;
    }

    @Override
    public Uni<Status> status() {
        if (!endpoint.isConfigured()) {
            return Uni.createFrom().item(Status.NOT_CONFIGURED);
        }
        return waking.get() ? Uni.createFrom().item(Status.WAKING) : probe.recent();
    }
}
