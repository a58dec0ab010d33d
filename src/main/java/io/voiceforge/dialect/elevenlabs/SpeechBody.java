package io.voiceforge.dialect.elevenlabs;

import com.fasterxml.jackson.databind.JsonNode;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/**
 * What counts of the body of a speech request.
 *
 * @param model null for the provider's own choice
 */
record SpeechBody(String text, String model, double speed) {

    private static final int MAX_CODE_POINTS = 5000;
    private static final int MAX_MODEL_CHARACTERS = 100;
    /** ElevenLabs' own models; whoever speaks here has none of them. */
    private static final String ELEVENLABS_MODELS = "eleven_";

    /** What has no counterpart at the providers is checked, and then left alone. */
    static SpeechBody of(JsonNode body) {
        JsonMembers members = JsonMembers.of(body);
        String text = members.requiredText("text");
        String model = members.text("model_id", MAX_MODEL_CHARACTERS);
        members.text("language_code");
        members.text("previous_text");
        members.text("next_text");
        members.whole("seed", 0, 0xFFFF_FFFFL);
        JsonMembers settings = members.object("voice_settings");
        settings.number("stability", 0, 1, 0);
        settings.number("similarity_boost", 0, 1, 0);
        settings.number("style", 0, 1, 0);
        settings.bool("use_speaker_boost");
        double speed = settings.number("speed", 0.7, 1.2, 1);
        members.throwIfAny();
        int characters = text.codePointCount(0, text.length());
        if (characters > MAX_CODE_POINTS) {
            throw ApiException.of(ErrorCode.MAX_CHARACTER_LIMIT_EXCEEDED, "A request may have " + MAX_CODE_POINTS
                    + " characters, and this one has " + characters + ". Send the text in parts.");
        }
        boolean isOurs = model != null && !model.isBlank() && !model.startsWith(ELEVENLABS_MODELS);
        return new SpeechBody(text, isOurs ? model : null, speed);
    }

    int characters() {
        return text.codePointCount(0, text.length());
    }
}
