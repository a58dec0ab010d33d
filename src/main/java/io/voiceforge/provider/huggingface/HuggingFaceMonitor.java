package io.voiceforge.provider.huggingface;

import java.time.Duration;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Provider;
import io.voiceforge.observe.ProviderState;
import io.voiceforge.provider.http.ProviderGuards;
import io.voiceforge.provider.http.ProviderProbe;
import io.voiceforge.provider.http.RestClients;

/** Knows whether the router can be reached with the operator's key. */
@ApplicationScoped
class HuggingFaceMonitor implements ProviderState {

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);

    private final ProviderProbe probe;
    private final ProviderGuards guards;

    HuggingFaceMonitor(HuggingFaceEndpoint endpoint, RestClients clients, ProviderGuards guards) {
        this.guards = guards;
        if (endpoint.isConfigured()) {
            HuggingFaceRestClient client = clients.create(HuggingFaceRestClient.class, endpoint.get().baseUrl(), READ_TIMEOUT);
            this.probe = new ProviderProbe(Provider.HUGGINGFACE, () -> client.models(endpoint.get().authorization()));
        } else {
            this.probe = null;
        }
    }

    @Override
    public Map<String, String> breakers() {
        return guards.states(Provider.HUGGINGFACE);
    }

    @Override
    public Provider provider() {
        return Provider.HUGGINGFACE;
    }

    @Override
    public Uni<Status> status() {
        return probe == null ? Uni.createFrom().item(Status.NOT_CONFIGURED) : probe.recent();
    }
}
