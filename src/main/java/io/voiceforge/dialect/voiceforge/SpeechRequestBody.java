package io.voiceforge.dialect.voiceforge;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.hibernate.validator.constraints.CodePointLength;

import io.voiceforge.speech.SpeechRequest;

/** The body of {@code POST /api/tts}. */
@Schema(examples = """
        {"text":"Hello!","voice":"en-us-sarah-f","format":"mp3"}""")
record SpeechRequestBody(
        @NotBlank @CodePointLength(max = SpeechRequest.MAX_CHARACTERS) @Schema(minLength = 1, maxLength = SpeechRequest.MAX_CHARACTERS) String text,
        @CodePointLength(min = 1, max = 100) @Schema(nullable = true) String model,
        @Schema(nullable = true, description = "An id of the voice library, or one of OpenAI's names") String voice,
        @Schema(nullable = true, defaultValue = "wav") String format,
        @DecimalMin("0.5") @DecimalMax("2.0") @Schema(nullable = true) Double speed) {
}
