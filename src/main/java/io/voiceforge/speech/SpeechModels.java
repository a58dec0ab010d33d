package io.voiceforge.speech;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Operation;
import io.voiceforge.model.Model;
import io.voiceforge.model.ModelCatalog;
import io.voiceforge.provider.ProviderCatalog;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.ProviderSettings;

/** The speech models, in the order in which their providers are tried. */
@ApplicationScoped
public class SpeechModels {

    private final ModelCatalog models;
    private final List<SpeechProvider> providers;
    private final Map<ProviderId, String> labels = new LinkedHashMap<>();
    private final Set<ProviderId> named;

    SpeechModels(ModelCatalog models, ProviderCatalog catalog) {
        this.models = models;
        this.providers = catalog.inOrder(Operation.SPEECH, SpeechProvider.class);
        catalog.all().forEach(provider -> labels.put(provider.id(), provider.label()));
        this.named = catalog.all().stream().filter(provider -> provider.named().isPresent()).map(ProviderSettings::id)
                .collect(Collectors.toSet());
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
                        .forEach(model -> {
                            // the models of a named provider are known by its name only
                            String id = named.contains(model.provider()) ? model.id() : model.name();
                            speaking.putIfAbsent(id, new SpeechModel(id, model.name(), label));
                        });
            }
            return List.copyOf(speaking.values());
        });
    }

    private static boolean isSpokenBy(Model model, ProviderId provider) {
        return model.provider().equals(provider) && model.operations().contains(Operation.SPEECH);
    }
}
