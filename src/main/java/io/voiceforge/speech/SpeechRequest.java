package io.voiceforge.speech;

import io.voiceforge.audio.AudioFormat;
import io.voiceforge.audio.AudioTarget;
import io.voiceforge.voice.Voice;

/**
 * What is to be spoken, and how.
 *
 * @param text what to say: 1 to 5000 code points, not blank
 * @param voice who says it
 * @param target the form in which the caller wants it
 * @param speed 0.25 to 4, where 1 is the voice's normal speed
 * @param model the model that the caller named, or null
 * @param instructions how to say it, or null for the voice's own style
 */
public record SpeechRequest(String text, Voice voice, AudioTarget target, double speed, String model, String instructions) {

    /** In that format, at whatever rates suit it. */
    public SpeechRequest(String text, Voice voice, AudioFormat format, double speed, String model, String instructions) {
        this(text, voice, AudioTarget.of(format), speed, model, instructions);
    }

    /** The same, by that model. */
    public SpeechRequest withModel(String newModel) {
        return new SpeechRequest(text, voice, target, speed, newModel, instructions);
    }

    /** The format in which the caller wants it. */
    public AudioFormat format() {
        return target.format();
    }

    /** The format to ask a provider for that has them all: where rates are asked for, which nobody can be told, samples. */
    public AudioFormat spokenFormat() {
        return target.isExact() ? AudioFormat.PCM : target.format();
    }
}
