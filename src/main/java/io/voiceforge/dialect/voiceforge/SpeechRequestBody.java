package io.voiceforge.dialect.voiceforge;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;

import org.hibernate.validator.constraints.CodePointLength;

import io.voiceforge.speech.SpeechRequest;

/** The body of {@code POST /api/tts}. */
record SpeechRequestBody(
        @NotBlank @CodePointLength(max = SpeechRequest.MAX_CHARACTERS) String text,
        @CodePointLength(min = 1, max = 100) String model,
        String voice,
        String format,
        @DecimalMin("0.5") @DecimalMax("2.0") Double speed) {
}
