package io.voiceforge.provider.openai;

import java.time.Duration;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Provider;
import io.voiceforge.observe.ProviderState;
import io.voiceforge.provider.http.ProviderGuards;
import io.voiceforge.provider.http.ProviderProbe;
import io.voiceforge.provider.http.RestClients;

/** Knows whether OpenAI can be reached with the operator's key. */
@ApplicationScoped
class OpenAiMonitor implements ProviderState {

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);

    private final ProviderProbe probe;
    private final ProviderGuards guards;

    OpenAiMonitor(OpenAiEndpoint endpoint, RestClients clients, ProviderGuards guards) {
        this.guards = guards;
        if (endpoint.isConfigured()) {
            OpenAiRestClient client = clients.create(OpenAiRestClient.class, endpoint.get().baseUrl(), READ_TIMEOUT);
            this.probe = new ProviderProbe(Provider.OPENAI, () -> client.models(endpoint.get().authorization()));
        } else {
            this.probe = null;
        }
    }

    @Override
    public Map<String, String> breakers() {
        return guards.states(Provider.OPENAI);
    }

    @Override
    public Provider provider() {
        return Provider.OPENAI;
    }

    @Override
    public Uni<Status> status() {
        return probe == null ? Uni.createFrom().item(Status.NOT_CONFIGURED) : probe.recent();
    }
}
