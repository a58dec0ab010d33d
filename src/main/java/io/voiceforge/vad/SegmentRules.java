package io.voiceforge.vad;

/**
 * When speech begins and ends.
 *
 * @param threshold speech begins with a window of at least this probability, and ends where windows stay 0.15 below; 0 to 1
 * @param minSpeechMillis shorter speech is dropped
 * @param minSilenceMillis shorter silence belongs to the speech around it
 * @param paddingMillis how much longer a segment becomes at both ends; what two segments have between them is shared
 */
public record SegmentRules(double threshold, int minSpeechMillis, int minSilenceMillis, int paddingMillis) {

    /** Silero's own defaults, with another threshold; its own is 0.5. */
    public static SegmentRules withThreshold(double threshold) {
        return new SegmentRules(threshold, 250, 100, 30);
    }
}
