package io.voiceforge.provider.huggingface;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Provider;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.model.Model;
import io.voiceforge.model.ModelSource;

/** The one model that is configured; the router has hundreds, which nobody here has chosen. */
@ApplicationScoped
class HuggingFaceModels implements ModelSource {

    private final List<Model> models;

    HuggingFaceModels(HuggingFaceEndpoint endpoint, VoiceForgeConfig config) {
        this.models = config.huggingface().chatModel().filter(model -> endpoint.isConfigured())
                .map(model -> new Model("hf/" + model, Provider.HUGGINGFACE, model, 0, Provider.HUGGINGFACE.wireName(),
                        Model.AVAILABLE))
                .stream().toList();
    }

    @Override
    public Provider provider() {
        return Provider.HUGGINGFACE;
    }

    @Override
    public Uni<List<Model>> models() {
        return Uni.createFrom().item(models);
    }
}
