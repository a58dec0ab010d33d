package io.voiceforge.dialect.openai;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.hibernate.validator.constraints.CodePointLength;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;

/** The body of {@code POST /v1/audio/speech}; {@code voice} is a name or {@code {"id": name}}. */
@Schema(name = "OpenAiSpeechRequestBody", examples = """
        {"model":"tts-1","input":"Hello!","voice":"alloy"}""")
record SpeechRequestBody(
        @NotBlank @CodePointLength(max = 100) String model,
        @NotBlank @CodePointLength(max = 4096) String input,
        @NotNull @Schema(implementation = Object.class, description = "A name, or an object with an id") JsonNode voice,
        @CodePointLength(max = 4096) @Schema(nullable = true) String instructions,
        @JsonProperty("response_format") @Schema(nullable = true, defaultValue = "mp3") String responseFormat,
        @DecimalMin("0.25") @DecimalMax("4.0") @Schema(nullable = true) Double speed,
        @JsonProperty("stream_format") @Pattern(regexp = "audio|sse", message = "must be audio or sse") @Schema(nullable = true, enumeration = {
                "audio", "sse" }) String streamFormat){
}
