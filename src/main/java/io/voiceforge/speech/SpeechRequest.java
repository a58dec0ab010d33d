package io.voiceforge.speech;

import io.voiceforge.audio.AudioFormat;
import io.voiceforge.audio.AudioTarget;
import io.voiceforge.voice.Voice;

/**
 * What to speak, and how.
 *
 * @param text 1 to {@value #MAX_CHARACTERS} code points, not blank
 * @param voice the voice that speaks
 * @param target the form of audio that the caller wants
 * @param speed 0.25 to 4, where 1 is the voice's normal speed
 * @param model the model that the caller named, or null
 * @param instructions how to speak, or null for the voice's own style
 */
public record SpeechRequest(String text, Voice voice, AudioTarget target, double speed, String model, String instructions) {

    /** The most code points in a text. */
    public static final int MAX_CHARACTERS = 5000;

    /** In this format, at any rates that suit it. */
    public SpeechRequest(String text, Voice voice, AudioFormat format, double speed, String model, String instructions) {
        this(text, voice, AudioTarget.of(format), speed, model, instructions);
    }

    /** The same request with this model. */
    public SpeechRequest withModel(String newModel) {
        return new SpeechRequest(text, voice, target, speed, newModel, instructions);
    }

    /** The format that the caller wants. */
    public AudioFormat format() {
        return target.format();
    }

    /**
     * The format to request from a provider that supports them all. If the caller wants exact rates, which providers cannot be
     * asked for, it is PCM.
     */
    public AudioFormat spokenFormat() {
        return target.isExact() ? AudioFormat.PCM : target.format();
    }
}
