package io.voiceforge.dialect.openai;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

import org.hibernate.validator.constraints.CodePointLength;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;

/** The body of {@code POST /v1/audio/speech}; {@code voice} is a name or {@code {"id": name}}. */
record SpeechRequestBody(
        @NotBlank @CodePointLength(max = 100) String model,
        @NotBlank @CodePointLength(max = 4096) String input,
        @NotNull JsonNode voice,
        @CodePointLength(max = 4096) String instructions,
        @JsonProperty("response_format") String responseFormat,
        @DecimalMin("0.25") @DecimalMax("4.0") Double speed,
        @JsonProperty("stream_format") @Pattern(regexp = "audio|sse", message = "must be audio or sse") String streamFormat) {
}
