package io.voiceforge.vad;

/**
 * Speech without a pause.
 *
 * @param start the first sample
 * @param end the sample after the last one, greater than {@code start}
 * @param confidence the mean probability of its windows, from 0 to 1
 */
public record SpeechSegment(long start, long end, double confidence) {
}
