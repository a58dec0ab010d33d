package io.voiceforge.dialect.elevenlabs;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.voiceforge.voice.OwnVoice;
import io.voiceforge.voice.Voice;

/** A voice on the wire. */
@Schema(name = "ElevenLabsVoice")
record VoiceRecord(@JsonProperty("voice_id") String id, String name, String category, Labels labels, String description,
        @JsonProperty("preview_url") @Schema(nullable = true) String previewUrl, Settings settings,
        @JsonProperty("high_quality_base_model_ids") List<String> models) {

    /** ElevenLabs' category for voices that are not cloned. */
    static final String CATEGORY = "premade";

    /**
     * @param language an ISO-639 code, or null if unknown, as each of the others
     * @param accent the country, or the language if the library has it for one country only
     * @param description the first of the voice's tones
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "ElevenLabsVoiceLabels")
    record Labels(String gender, String language, String accent, String description) {
    }

    /** ElevenLabs' defaults; only {@code speed} has an effect here. */
    @Schema(name = "ElevenLabsVoiceSettings")
    record Settings(double stability, @JsonProperty("similarity_boost") double similarityBoost, double style,
            @JsonProperty("use_speaker_boost") boolean speakerBoost, double speed) {

        static final Settings DEFAULT = new Settings(0.5, 0.75, 0, true, 1);
    }

    /** @param previewUrl or null */
    static VoiceRecord of(Voice voice, String previewUrl) {
        String accent = voice.language().replaceFirst("^.*\\((.*)\\)$", "$1");
        // no model suits a voice better than another
        return new VoiceRecord(voice.id(), voice.name(), CATEGORY,
                new Labels(voice.gender().wireName(), Voices.language(voice), accent, voice.tone().get(0)),
                voice.description(), previewUrl, Settings.DEFAULT, List.of());
    }

    /** Of a provider's own voice, of which little is known. */
    static VoiceRecord of(OwnVoice voice) {
        return new VoiceRecord(voice.id(), voice.title(), CATEGORY,
                new Labels(voice.gender() == null ? null : voice.gender().wireName(), voice.language(), null, null),
                "A voice of the provider " + voice.provider() + ".", null, Settings.DEFAULT, List.of());
    }
}
