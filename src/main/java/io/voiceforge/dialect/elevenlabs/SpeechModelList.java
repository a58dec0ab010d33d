package io.voiceforge.dialect.elevenlabs;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.quarkus.arc.All;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.voiceforge.call.From;
import io.voiceforge.call.Provider;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.model.Model;
import io.voiceforge.model.ModelCatalog;
import io.voiceforge.observe.ProviderState;
import io.voiceforge.speech.SpeechModels;
import io.voiceforge.speech.SpeechProvider;

/** The models that can speak here, as ElevenLabs' API lists models. */
@ApplicationScoped
class SpeechModelList {

    private static final int MAX_CHARACTERS = 5000;

    /** A model on the wire. */
    // the resource's method does not say its type
    @RegisterForReflection
    record ModelRecord(@JsonProperty("model_id") String id, String name, String description,
            @JsonProperty("can_do_text_to_speech") boolean speaks,
            @JsonProperty("can_do_voice_conversion") boolean convertsVoices,
            @JsonProperty("can_be_finetuned") boolean canBeFinetuned, @JsonProperty("can_use_style") boolean usesStyle,
            @JsonProperty("can_use_speaker_boost") boolean usesSpeakerBoost,
            @JsonProperty("token_cost_factor") double costFactor,
            @JsonProperty("maximum_text_length_per_request") int maxCharacters, List<Voices.Language> languages) {
    }

    private final ModelCatalog catalog;
    private final Voices voices;
    private final String openAiModel;
    private final String localEngine;

    SpeechModelList(ModelCatalog catalog, Voices voices, VoiceForgeConfig config,
            @From(Provider.OPENAI) SpeechProvider openAi, @All List<ProviderState> providers) {
        this.catalog = catalog;
        this.voices = voices;
        this.openAiModel = openAi.formats().isEmpty() ? null : config.openai().speechModel();
        this.localEngine = providers.stream().filter(provider -> provider.provider() == Provider.LOCAL)
                .map(ProviderState::engine).findFirst().orElse(SpeechModels.LOCAL);
    }

    /** In the order in which providers are asked; the local engine, which is always there, comes last. */
    Uni<Object> all() {
        return catalog.all().map(models -> {
            List<ModelRecord> speaking = new ArrayList<>();
            models.stream().filter(model -> model.provider() == Provider.SPACE && SpeechModels.isForSpace(model.name()))
                    .forEach(model -> speaking.add(record(model.name(), model.name(), "Spoken by the Hugging Face Space")));
            openAis(models).forEach(id -> speaking.add(record(id, id, "Spoken by OpenAI")));
            speaking.add(record(SpeechModels.LOCAL, localEngine, "Spoken by the gateway itself"));
            return speaking;
        });
    }

    private Set<String> openAis(List<Model> models) {
        Set<String> ids = new LinkedHashSet<>();
        if (openAiModel != null) {
            ids.add(openAiModel);
        }
        models.stream().filter(model -> model.provider() == Provider.OPENAI && SpeechModels.isForOpenAi(model.name()))
                .map(Model::name).filter(name -> name.contains("tts")).forEach(ids::add);
        return ids;
    }

    private ModelRecord record(String id, String name, String description) {
        return new ModelRecord(id, name, description, true, false, false, false, false, 1, MAX_CHARACTERS, voices.languages());
    }
}
