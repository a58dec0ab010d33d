package io.voiceforge.speech;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Operation;
import io.voiceforge.model.Model;
import io.voiceforge.model.ModelCatalog;
import io.voiceforge.provider.ProviderCatalog;
import io.voiceforge.provider.ProviderId;

/** The speech models, in the order in which their providers are tried. */
@ApplicationScoped
public class SpeechModels {

    private final ModelCatalog models;
    private final List<SpeechProvider> providers;
    private final Map<ProviderId, String> labels = new LinkedHashMap<>();

    SpeechModels(ModelCatalog models, ProviderCatalog catalog) {
        this.models = models;
        this.providers = catalog.inOrder(Operation.SPEECH, SpeechProvider.class);
        catalog.all().forEach(provider -> labels.put(provider.id(), provider.label()));
    }

    /** Never fails: a provider whose list is unavailable is included with its default model. */
    public Uni<List<SpeechModel>> all() {
        return models.all().map(known -> {
            Map<String, SpeechModel> speaking = new LinkedHashMap<>();
            for (SpeechProvider provider : providers) {
                String label = labels.get(provider.provider());
                provider.defaultModel().ifPresent(model -> speaking.putIfAbsent(model.id(),
                        new SpeechModel(model.id(), model.title(), label)));
                known.stream().filter(model -> isSpokenBy(model, provider.provider()))
                        .forEach(model -> speaking.putIfAbsent(model.name(),
                                new SpeechModel(model.name(), model.name(), label)));
            }
            return List.copyOf(speaking.values());
        });
    }

    private static boolean isSpokenBy(Model model, ProviderId provider) {
        return model.provider().equals(provider) && model.operations().contains(Operation.SPEECH);
    }
}
