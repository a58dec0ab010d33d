package io.voiceforge.transcription;

import java.util.List;

/**
 * What was said.
 *
 * @param text never null
 * @param language an ISO-639 code, or the language's English name, as the provider gives it
 * @param confidence 0 to 1, or null when it is not known
 * @param durationSeconds of the audio, or null when the provider does not say
 * @param segments in the order of time; empty when the provider gives none
 * @param words in the order of time; empty unless they were wanted and the provider knows them
 */
public record Transcript(String text, String language, Double confidence, Double durationSeconds,
        List<Segment> segments, List<Word> words) implements Transcription {

    private static final double MAX_SECONDS = 1e6;

    /** A time in seconds that a provider may mean; null for anything else. */
    public static Double seconds(Double seconds) {
        return seconds != null && seconds >= 0 && seconds <= MAX_SECONDS ? seconds : null;
    }

    /** A probability; null for anything else. */
    public static Double probability(Double probability) {
        return probability != null && probability >= 0 && probability <= 1 ? probability : null;
    }

    /**
     * A part of it.
     *
     * @param start seconds from the beginning of the audio
     * @param end seconds, not before {@code start}
     * @param confidence 0 to 1, or null when it is not known
     */
    public record Segment(String text, double start, double end, Double confidence) {
    }

    /** A word, with the seconds from the beginning of the audio at which it begins and ends. */
    public record Word(String text, double start, double end) {
    }
}
