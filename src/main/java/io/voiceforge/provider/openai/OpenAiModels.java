package io.voiceforge.provider.openai;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.call.Provider;
import io.voiceforge.model.Model;
import io.voiceforge.model.ModelSource;
import io.voiceforge.provider.http.ModelAnswers;
import io.voiceforge.provider.http.RestClients;

/** OpenAI's models, by its own list and under its own names. */
@ApplicationScoped
class OpenAiModels implements ModelSource {

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);

    private final OpenAiEndpoint endpoint;
    private final OpenAiRestClient client;

    OpenAiModels(OpenAiEndpoint endpoint, RestClients clients) {
        this.endpoint = endpoint;
        this.client = endpoint.isConfigured()
                ? clients.create(OpenAiRestClient.class, endpoint.get().baseUrl(), READ_TIMEOUT)
                : null;
    }

    @Override
    public Provider provider() {
        return Provider.OPENAI;
    }

    @Override
    public Uni<List<Model>> models() {
        if (client == null) {
            return Uni.createFrom().item(List.of());
        }
        return client.models(endpoint.get().authorization())
                .map(response -> models(ModelAnswers.object(Provider.OPENAI, response)));
    }

    private static List<Model> models(JsonObject answer) {
        JsonArray data = answer.getValue("data") instanceof JsonArray array ? array : new JsonArray();
        return data.stream().map(OpenAiModels::model).flatMap(Optional::stream).toList();
    }

    private static Optional<Model> model(Object element) {
        if (!(element instanceof JsonObject model) || !(model.getValue("id") instanceof String id)) {
            return Optional.empty();
        }
        long created = model.getValue("created") instanceof Number seconds ? seconds.longValue() : 0;
        String owner = model.getValue("owned_by") instanceof String name ? name : Provider.OPENAI.wireName();
        return Optional.of(new Model(id, Provider.OPENAI, id, created, owner, Model.AVAILABLE));
    }
}
