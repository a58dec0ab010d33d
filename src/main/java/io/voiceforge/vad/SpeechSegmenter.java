package io.voiceforge.vad;

import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Makes segments of the probabilities of one stream's windows, by the rules of Silero's {@code get_speech_timestamps}. A segment
 * is handed out as soon as nothing that follows can change it. Not thread-safe.
 */
public final class SpeechSegmenter {

    private static final double HYSTERESIS = 0.15;
    /** Below this, a window is silence, unless the threshold is even lower. */
    private static final double CERTAIN_SILENCE = 0.01;
    private static final long NONE = -1;

    private final Consumer<? super SpeechSegment> found;
    private final double threshold;
    private final double silenceThreshold;
    private final long minSpeech;
    private final long minSilence;
    private final long padding;

    private long position;
    /** Of the speech under way. */
    private long start = NONE;
    private double sum;
    private int windows;
    /** Where it may have ended, and its confidence up to there. */
    private long silence = NONE;
    private double confidence;
    /** The last segment, whose end still needs its padding; null if there is none. */
    private SpeechSegment last;

    /** @param found gets the segments in order; they do not overlap */
    public SpeechSegmenter(SegmentRules rules, Consumer<? super SpeechSegment> found) {
        this.found = found;
        threshold = rules.threshold();
        silenceThreshold = Math.max(threshold - HYSTERESIS, Math.min(threshold, CERTAIN_SILENCE));
        minSpeech = samples(rules.minSpeechMillis());
        minSilence = samples(rules.minSilenceMillis());
        padding = samples(rules.paddingMillis());
    }

    private static long samples(int millis) {
        return millis * (SileroVad.RATE_HERTZ / 1000L);
    }

    /** The first sample of the speech under way; empty in silence. What is under way may yet prove too short. */
    public OptionalLong speakingSince() {
        return start == NONE ? OptionalLong.empty() : OptionalLong.of(start);
    }

    /** Accepts the probability of the next window. */
    public void accept(float probability) {
        if (probability >= threshold) {
            silence = NONE;
            if (start == NONE) {
                start = position;
                sum = 0;
                windows = 0;
            }
        } else if (start != NONE && probability < silenceThreshold) {
            if (silence == NONE) {
                silence = position;
                confidence = sum / windows;
            }
            if (position - silence >= minSilence) {
                end(silence, confidence);
            }
        }
        sum += probability;
        windows++;
        if (last != null && (start == NONE ? position : start) - last.end() >= 2 * padding) {
            handOut(last.end() + padding);
        }
        position += SileroVad.WINDOW_SAMPLES;
    }

    /**
     * The stream has ended.
     *
     * @param samples in all; the last window may have been filled up
     */
    public void finish(long samples) {
        if (start != NONE) {
            end(samples, sum / windows);
        }
        if (last != null) {
            handOut(Math.min(samples, last.end() + padding));
        }
    }

    private void end(long end, double mean) {
        if (end - start > minSpeech) {
            long before = Math.min(start, padding);
            if (last != null) {
                before = Math.min((start - last.end()) / 2, padding);
                handOut(last.end() + before);
            }
            last = new SpeechSegment(start - before, end, mean);
        }
        start = NONE;
        silence = NONE;
    }

    private void handOut(long end) {
        found.accept(new SpeechSegment(last.start(), end, last.confidence()));
        last = null;
    }
}
