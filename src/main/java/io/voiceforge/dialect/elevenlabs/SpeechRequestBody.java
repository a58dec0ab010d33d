package io.voiceforge.dialect.elevenlabs;

import com.fasterxml.jackson.databind.JsonNode;

import io.voiceforge.dialect.JsonBody;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.speech.SpeechRequest;

/**
 * The body of {@code POST /v1/text-to-speech/{voice}}.
 *
 * @param model null to let the provider choose
 * @param speed 0.7 to 1.2; 1 if the caller does not set it
 */
record SpeechRequestBody(String text, String model, double speed) {

    static final int MAX_MODEL_CHARACTERS = 100;
    /** The prefix of ElevenLabs' own models, which no provider here has. */
    private static final String ELEVENLABS_MODELS = "eleven_";

    /** Members without a counterpart at the providers are validated and otherwise ignored. */
    static SpeechRequestBody of(JsonNode body) {
        JsonBody members = JsonBody.of(body, ElevenLabsWording.INSTANCE);
        members.require("text");
        String text = members.text("text", 1, Integer.MAX_VALUE);
        String model = members.text("model_id", 0, MAX_MODEL_CHARACTERS);
        members.text("language_code");
        members.text("previous_text");
        members.text("next_text");
        members.whole("seed", 0, 0xFFFF_FFFFL);
        JsonBody settings = members.object("voice_settings");
        settings.number("stability", 0, 1);
        settings.number("similarity_boost", 0, 1);
        settings.number("style", 0, 1);
        settings.bool("use_speaker_boost");
        Double speed = settings.number("speed", 0.7, 1.2);
        members.throwIfAny();
        int characters = text.codePointCount(0, text.length());
        if (characters > SpeechRequest.MAX_CHARACTERS) {
            throw ApiException.of(ErrorCode.MAX_CHARACTER_LIMIT_EXCEEDED,
                    "A request may have at most " + SpeechRequest.MAX_CHARACTERS
                            + " characters, but this one has " + characters + ". Send the text in parts.");
        }
        boolean isOurs = model != null && !model.isBlank() && !model.startsWith(ELEVENLABS_MODELS);
        return new SpeechRequestBody(text, isOurs ? model : null, speed == null ? 1 : speed);
    }

    int characters() {
        return text.codePointCount(0, text.length());
    }
}
