package io.voiceforge.provider.space;

import java.time.Duration;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.voiceforge.call.Provider;
import io.voiceforge.model.Model;
import io.voiceforge.model.ModelSource;
import io.voiceforge.provider.http.ModelAnswers;
import io.voiceforge.provider.http.RestClients;

/** The Space's models, by its health. */
@ApplicationScoped
class SpaceModels implements ModelSource {

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);

    private final SpaceEndpoint endpoint;
    private final SpaceRestClient client;

    SpaceModels(SpaceEndpoint endpoint, RestClients clients) {
        this.endpoint = endpoint;
        this.client = endpoint.isConfigured()
                ? clients.create(SpaceRestClient.class, endpoint.get().baseUrl(), READ_TIMEOUT)
                : null;
    }

    @Override
    public Provider provider() {
        return Provider.SPACE;
    }

    @Override
    public Uni<List<Model>> models() {
        if (client == null) {
            return Uni.createFrom().item(List.of());
        }
        return client.health(endpoint.get().authorization())
                .map(response -> models(ModelAnswers.object(Provider.SPACE, response)));
    }

    private static List<Model> models(JsonObject health) {
        JsonObject models = health.getValue("models") instanceof JsonObject object ? object : new JsonObject();
        return models.stream().map(model -> new Model("space/" + model.getKey(), Provider.SPACE, model.getKey(), 0,
                Provider.SPACE.wireName(), String.valueOf(model.getValue()))).toList();
    }
}
