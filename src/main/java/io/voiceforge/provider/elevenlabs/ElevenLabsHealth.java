package io.voiceforge.provider.elevenlabs;

import io.smallrye.mutiny.Uni;
import io.voiceforge.provider.ProviderHealth;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.http.ProviderEndpoint;
import io.voiceforge.provider.http.ProviderProbe;

/** Whether the provider can be reached with the operator's key. */
final class ElevenLabsHealth implements ProviderHealth {

    private final ProviderId provider;
    private final ProviderProbe probe;

    ElevenLabsHealth(ProviderEndpoint endpoint, ElevenLabsRestClient client) {
        this.provider = endpoint.provider();
        this.probe = new ProviderProbe(endpoint, () -> client.models(endpoint.authorization()));
    }

    @Override
    public ProviderId provider() {
        return provider;
    }

    @Override
    public Uni<Status> status() {
        return probe.recent();
    }
}
