package io.voiceforge.provider.openai;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.call.Operation;
import io.voiceforge.model.Model;
import io.voiceforge.model.ModelSource;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.ProviderSettings;
import io.voiceforge.provider.ProviderSettings.ModelList;
import io.voiceforge.provider.http.ProviderEndpoint;
import io.voiceforge.provider.http.UnaryResponses;

/** The provider's models, from its own list or from the settings. */
final class OpenAiModels implements ModelSource {

    private final ProviderSettings settings;
    private final ProviderEndpoint endpoint;
    private final OpenAiRestClient client;

    OpenAiModels(ProviderSettings settings, ProviderEndpoint endpoint, OpenAiRestClient client) {
        this.settings = settings;
        this.endpoint = endpoint;
        this.client = client;
    }

    @Override
    public ProviderId provider() {
        return endpoint.provider();
    }

    @Override
    public Uni<List<Model>> models() {
        return settings.modelList() == ModelList.CONFIGURED ? Uni.createFrom().item(List.of())
                : client.models(endpoint.authorization()).map(response -> models(UnaryResponses.object(endpoint, response)));
    }

    /** A named provider offers what is configured, whether or not its server has a list. */
    @Override
    public List<Model> configured() {
        return settings.named().isEmpty() && settings.modelList() != ModelList.CONFIGURED ? List.of()
                : settings.models().values().stream().distinct().map(name -> model(name, 0, endpoint.provider().name()))
                        .toList();
    }

    private List<Model> models(JsonObject answer) {
        JsonArray data = answer.getValue("data") instanceof JsonArray array ? array : new JsonArray();
        return data.stream().map(this::model).flatMap(Optional::stream).toList();
    }

    private Optional<Model> model(Object element) {
        if (!(element instanceof JsonObject model) || !(model.getValue("id") instanceof String name)) {
            return Optional.empty();
        }
        long created = model.getValue("created") instanceof Number seconds ? seconds.longValue() : 0;
        String owner = model.getValue("owned_by") instanceof String given ? given : endpoint.provider().name();
        return Optional.of(model(name, created, owner));
    }

    private Model model(String name, long created, String owner) {
        String id = settings.modelList() == ModelList.PLAIN ? name : settings.modelPrefix() + "/" + name;
        return new Model(id, endpoint.provider(), name, created, owner, Model.AVAILABLE,
                speaks(name) ? Set.of(Operation.SPEECH) : Set.of());
    }

    private boolean speaks(String name) {
        if (settings.named().isPresent()) {
            return name.equals(settings.models().get(Operation.SPEECH))
                    || settings.operations().equals(Set.of(Operation.SPEECH));
        }
        return name.startsWith("tts-") || name.startsWith("gpt-") && name.contains("tts");
    }
}
