package io.voiceforge.activity;

import io.voiceforge.audio.AudioFile;

/**
 * Audio in which to detect speech.
 *
 * @param threshold 0 to 1: how certain a detector must be to report speech; 0.5 if the caller does not set it
 */
public record ActivityRequest(AudioFile audio, double threshold) {
}
