package io.voiceforge.dialect.elevenlabs;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.voiceforge.speech.SpeechModels;
import io.voiceforge.speech.SpeechRequest;

/** The speech models, as ElevenLabs' API lists models. */
@ApplicationScoped
class SpeechModelList {

    /** A model on the wire. */
    // the resource method does not declare this type
    @RegisterForReflection
    record ModelRecord(@JsonProperty("model_id") String id, String name, String description,
            @JsonProperty("can_do_text_to_speech") boolean speaks,
            @JsonProperty("can_do_voice_conversion") boolean convertsVoices,
            @JsonProperty("can_be_finetuned") boolean canBeFinetuned, @JsonProperty("can_use_style") boolean usesStyle,
            @JsonProperty("can_use_speaker_boost") boolean usesSpeakerBoost,
            @JsonProperty("token_cost_factor") double costFactor,
            @JsonProperty("maximum_text_length_per_request") int maxCharacters, List<Voices.Language> languages) {
    }

    private final SpeechModels models;
    private final Voices voices;

    SpeechModelList(SpeechModels models, Voices voices) {
        this.models = models;
        this.voices = voices;
    }

    /** In the order in which their providers are tried. */
    Uni<Object> all() {
        return models.all().map(all -> all.stream()
                .map(model -> record(model.id(), model.name(), "Spoken by " + model.speaker())).toList());
    }

    private ModelRecord record(String id, String name, String description) {
        return new ModelRecord(id, name, description, true, false, false, false, false, 1, SpeechRequest.MAX_CHARACTERS,
                voices.languages());
    }
}
