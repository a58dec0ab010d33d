package io.voiceforge.speech;

import io.voiceforge.audio.AudioFormat;
import io.voiceforge.voice.Voice;

/**
 * What is to be spoken, and how.
 *
 * @param text what to say: 1 to 5000 code points, not blank
 * @param voice who says it
 * @param format the format in which the caller wants it
 * @param speed 0.25 to 4, where 1 is the voice's normal speed
 * @param model the model that the caller named, or null
 * @param instructions how to say it, or null for the voice's own style
 */
public record SpeechRequest(String text, Voice voice, AudioFormat format, double speed, String model, String instructions) {
}
