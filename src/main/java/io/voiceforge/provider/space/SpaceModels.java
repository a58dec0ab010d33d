package io.voiceforge.provider.space;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.voiceforge.call.Operation;
import io.voiceforge.model.Model;
import io.voiceforge.model.ModelSource;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.http.ProviderEndpoint;
import io.voiceforge.provider.http.RestClients;
import io.voiceforge.provider.http.UnaryResponses;

/** The Space's models, from its health endpoint. */
final class SpaceModels implements ModelSource {

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);

    private final ProviderEndpoint endpoint;
    private final SpaceRestClient client;

    SpaceModels(ProviderEndpoint endpoint, RestClients clients) {
        this.endpoint = endpoint;
        this.client = clients.create(SpaceRestClient.class, endpoint.baseUrl(), READ_TIMEOUT);
    }

    @Override
    public ProviderId provider() {
        return endpoint.provider();
    }

    @Override
    public Uni<List<Model>> models() {
        return client.health(endpoint.authorization()).map(response -> models(UnaryResponses.object(endpoint, response)));
    }

    private List<Model> models(JsonObject health) {
        JsonObject models = health.getValue("models") instanceof JsonObject object ? object : new JsonObject();
        return models.stream().map(model -> model(model.getKey(), String.valueOf(model.getValue()))).toList();
    }

    private Model model(String name, String state) {
        return new Model(provider() + "/" + name, provider(), name, 0, provider().name(), state,
                SpaceKind.SPEECH_MODELS.contains(name) ? Set.of(Operation.SPEECH) : Set.of());
    }
}
