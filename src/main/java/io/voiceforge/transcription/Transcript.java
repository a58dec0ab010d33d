package io.voiceforge.transcription;

import java.util.List;

/**
 * What was said.
 *
 * @param text never null
 * @param language an ISO-639 code or the language's English name, as the provider reports it
 * @param confidence 0 to 1, or null if unknown
 * @param durationSeconds the audio's duration, or null if the provider does not report it
 * @param segments in chronological order; empty if the provider reports none
 * @param words in chronological order; empty unless they were requested and the provider reports them
 */
public record Transcript(String text, String language, Double confidence, Double durationSeconds,
        List<Segment> segments, List<Word> words) implements Transcription {

    private static final double MAX_SECONDS = 1e6;

    /** The value if it is a plausible time in seconds, else null. */
    public static Double seconds(Double seconds) {
        return seconds != null && seconds >= 0 && seconds <= MAX_SECONDS ? seconds : null;
    }

    /** The value if it is a probability, else null. */
    public static Double probability(Double probability) {
        return probability != null && probability >= 0 && probability <= 1 ? probability : null;
    }

    /**
     * A part of the transcript.
     *
     * @param start seconds from the start of the audio
     * @param end seconds, not before {@code start}
     * @param confidence 0 to 1, or null if unknown
     */
    public record Segment(String text, double start, double end, Double confidence) {
    }

    /** A word with its start and end, in seconds from the start of the audio. */
    public record Word(String text, double start, double end) {
    }
}
