package io.voiceforge.activity;

import java.util.List;

/**
 * Where somebody speaks.
 *
 * @param segments in the order of time, apart from each other
 */
public record VoiceActivity(List<Segment> segments) {

    /**
     * Speech without a pause.
     *
     * @param start seconds from the beginning of the audio
     * @param end seconds, after {@code start}
     * @param confidence 0 to 1, or null when it is not known
     */
    public record Segment(double start, double end, Double confidence) {
    }
}
