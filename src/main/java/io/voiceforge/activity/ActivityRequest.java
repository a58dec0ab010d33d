package io.voiceforge.activity;

import io.voiceforge.audio.AudioFile;

/**
 * Audio in which speech is to be found.
 *
 * @param threshold 0 to 1: how sure a detector has to be; 0.5 when the caller does not care
 */
public record ActivityRequest(AudioFile audio, double threshold) {
}
