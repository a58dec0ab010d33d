package io.voiceforge.vad;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.Consumer;

import io.voiceforge.audio.Resampler;

/**
 * Finds speech in one stream of 16-bit mono samples, however it is cut into pieces. Takes about 40 KB, and up to 130 KB more at a
 * rate other than {@value SileroVad#RATE_HERTZ} Hz. Not thread-safe.
 */
public final class SpeechDetector {

    private final Resampler resampler;
    private final SileroVad vad;
    private final SpeechSegmenter segmenter;
    private final short[] window = new short[SileroVad.WINDOW_SAMPLES];
    private int filled;
    private long received;

    /**
     * @param rateHertz of the samples, 8000–192000
     * @param found gets the segments, in order and without overlap, in samples at {@value SileroVad#RATE_HERTZ} Hz
     */
    public SpeechDetector(SileroNetwork network, int rateHertz, SegmentRules rules, Consumer<? super SpeechSegment> found) {
        resampler = new Resampler(rateHertz, SileroVad.RATE_HERTZ);
        vad = new SileroVad(network);
        segmenter = new SpeechSegmenter(rules, found);
    }

    /** Accepts the next samples: about 0.2 ms of work for each 32 ms of audio. */
    public void accept(short[] samples) {
        listen(resampler.resample(samples));
    }

    /** Where the speech under way began; see {@link SpeechSegmenter#speakingSince}. */
    public OptionalLong speakingSince() {
        return segmenter.speakingSince();
    }

    /** The stream has ended. Nothing may be accepted afterwards. */
    public void finish() {
        listen(resampler.finish());
        if (filled > 0) {
            Arrays.fill(window, filled, window.length, (short) 0);
            segmenter.accept(vad.probability(window, 0));
        }
        segmenter.finish(received);
    }

    private void listen(short[] samples) {
        received += samples.length;
        for (int from = 0; from < samples.length;) {
            int count = Math.min(window.length - filled, samples.length - from);
            System.arraycopy(samples, from, window, filled, count);
            filled += count;
            from += count;
            if (filled == window.length) {
                segmenter.accept(vad.probability(window, 0));
                filled = 0;
            }
        }
    }
}
