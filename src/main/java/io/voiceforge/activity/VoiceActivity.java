package io.voiceforge.activity;

import java.util.List;

/**
 * The parts of an audio file that contain speech.
 *
 * @param segments in chronological order, without overlap
 * @param detector how they were found, in one word; null if the provider does not say
 */
public record VoiceActivity(List<Segment> segments, String detector) {

    /**
     * Speech without a pause.
     *
     * @param start seconds from the start of the audio
     * @param end seconds, after {@code start}
     * @param confidence 0 to 1, or null if unknown
     */
    public record Segment(double start, double end, Double confidence) {
    }
}
