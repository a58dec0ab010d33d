package io.voiceforge.provider.elevenlabs;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.voiceforge.call.Operation;
import io.voiceforge.model.Model;
import io.voiceforge.model.ModelSource;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.ProviderSettings;
import io.voiceforge.provider.http.ProviderEndpoint;
import io.voiceforge.provider.http.UnaryResponses;

/** The provider's models for speech, which are all that it lists, and the configured ones. */
final class ElevenLabsModels implements ModelSource {

    private final ProviderSettings settings;
    private final ProviderEndpoint endpoint;
    private final ElevenLabsRestClient client;

    ElevenLabsModels(ProviderSettings settings, ProviderEndpoint endpoint, ElevenLabsRestClient client) {
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
        return client.models(endpoint.authorization()).map(response -> UnaryResponses.array(endpoint, response).stream()
                .map(this::model).flatMap(Optional::stream).toList());
    }

    @Override
    public List<Model> configured() {
        return settings.models().entrySet().stream().filter(entry -> settings.operations().contains(entry.getKey()))
                .map(entry -> model(entry.getValue(), Set.of(entry.getKey()))).toList();
    }

    private Optional<Model> model(Object element) {
        if (!(element instanceof JsonObject model) || !(model.getValue("model_id") instanceof String name)) {
            return Optional.empty();
        }
        boolean speaks = Boolean.TRUE.equals(model.getValue("can_do_text_to_speech"));
        return Optional.of(model(name, speaks ? Set.of(Operation.SPEECH) : Set.of()));
    }

    private Model model(String name, Set<Operation> operations) {
        return new Model(settings.modelPrefix() + "/" + name, provider(), name, 0, provider().name(), Model.AVAILABLE,
                operations);
    }
}
