package io.voiceforge.dialect.elevenlabs;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Bodies that are read or written member by member, for the document at {@code /q/openapi} only. */
final class Schemas {

    private Schemas() {
    }

    @Schema(name = "ElevenLabsError", requiredProperties = "detail")
    record Error(ElevenLabsErrorDetail detail) {
    }

    @Schema(name = "ElevenLabsValidationError", requiredProperties = "detail")
    record ValidationError(List<ElevenLabsProblem> detail) {
    }

    @Schema(name = "ElevenLabsErrorDetail", requiredProperties = { "status", "message" })
    record ElevenLabsErrorDetail(String status, String message) {
    }

    @Schema(name = "ElevenLabsProblem", requiredProperties = { "loc", "msg", "type" })
    record ElevenLabsProblem(List<String> loc, String msg, String type) {
    }

    @Schema(name = "ElevenLabsSpeechRequest", requiredProperties = "text", additionalProperties = Schema.True.class, examples = """
            {"text":"Hello!","model_id":"eleven_multilingual_v2","voice_settings":{"speed":1}}""")
    record SpeechRequest(
            @Schema(minLength = 1, maxLength = io.voiceforge.speech.SpeechRequest.MAX_CHARACTERS) String text,
            @JsonProperty("model_id") @Schema(nullable = true, maxLength = SpeechRequestBody.MAX_MODEL_CHARACTERS) String modelId,
            @JsonProperty("voice_settings") @Schema(nullable = true) ElevenLabsVoiceSettingsRequest settings,
            @JsonProperty("language_code") @Schema(nullable = true, description = "No effect") String languageCode,
            @JsonProperty("previous_text") @Schema(nullable = true, description = "No effect") String previousText,
            @JsonProperty("next_text") @Schema(nullable = true, description = "No effect") String nextText,
            @Schema(nullable = true, minimum = "0", maximum = "4294967295", description = "No effect") Long seed) {
    }

    @Schema(name = "ElevenLabsVoiceSettingsRequest", additionalProperties = Schema.True.class)
    record ElevenLabsVoiceSettingsRequest(@Schema(nullable = true, minimum = "0.7", maximum = "1.2") Double speed,
            @Schema(nullable = true, minimum = "0", maximum = "1", description = "No effect") Double stability,
            @JsonProperty("similarity_boost") @Schema(nullable = true, minimum = "0", maximum = "1", description = "No effect") Double similarityBoost,
            @Schema(nullable = true, minimum = "0", maximum = "1", description = "No effect") Double style,
            @JsonProperty("use_speaker_boost") @Schema(nullable = true, description = "No effect") Boolean speakerBoost) {
    }

    @Schema(name = "ElevenLabsTranscriptionForm", requiredProperties = { "file", "model_id" })
    record TranscriptionForm(@Schema(type = SchemaType.STRING, format = "binary", description = "At most 25 MiB") String file,
            @JsonProperty("model_id") @Schema(minLength = 1, maxLength = 200, examples = "scribe_v1") String modelId,
            @JsonProperty("language_code") @Schema(description = "ISO 639, two or three letters", examples = "en") String languageCode,
            @JsonProperty("timestamps_granularity") @Schema(enumeration = {
                    "none", "word", "character" }, defaultValue = "word") String granularity){
    }
}
