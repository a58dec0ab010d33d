package io.voiceforge.provider.local;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Detects speech in a recording by its loudness alone: speech is what stands out from the quiet parts of the same recording.
 * Uses 4 bytes for each 10 ms. Not thread-safe.
 */
final class EnergyDetector {

    /**
     * A part of the recording that contains speech.
     *
     * @param start seconds from the beginning
     * @param end seconds from the beginning, after {@code start}
     * @param confidence 0 to 1: the share of the sound's amplitude that is above the noise
     */
    record Span(double start, double end, double confidence) {
    }

    private static final int FRAMES_PER_SECOND = 100;
    /** Shorter pauses are part of the speech. */
    private static final int MIN_PAUSE_FRAMES = 20;
    /**
     * A sound without a continuous run of this length is a click, or several: 50 ms, plus a frame on either side, into which
     * {@link #power} spreads them.
     */
    private static final int MIN_SOUND_FRAMES = 5 + 2;
    /** Digital silence of this length is more than a codec's padding. */
    private static final int MIN_SILENCE_FRAMES = 10;
    /** If more than one in this many frames is digital silence, the pauses consist of it. */
    private static final int SILENCE_PART = 5;

    /** -65 dBFS, with full scale as 1; a recording that is never louder contains only the noise of the last bits. */
    private static final double MIN_PEAK_POWER = 3e-7;
    /** Every noise has a lower contrast between its own loud and quiet moments. */
    private static final double MIN_CONTRAST_DECIBELS = 8;
    /** Lower contrasts also occur within speech without pauses. */
    private static final double MIN_NOISE_CONTRAST_DECIBELS = 15;
    private static final double MAX_CONTRAST_DECIBELS = 50;
    /** Between the quietest and the loudest moments of a noise. */
    private static final double NOISE_SPREAD_DECIBELS = 6;
    /** Between the loudest speech and the level at which speech begins and ends, if noise does not mask it. */
    private static final double MAX_FADE_DECIBELS = 35;

    /** The shares of all frames that define the noise floor and the speech peak; the peak uses at most half a second. */
    private static final int FLOOR_PART = 33;
    private static final int PEAK_PART = 20;
    private static final int MAX_PEAK_FRAMES = 50;

    private static final int BINS_PER_DECIBEL = 4;
    private static final int BINS = 120 * BINS_PER_DECIBEL;

    private final int sampleRateHertz;
    /** The variance of each frame, with full scale as 1. */
    private float[] powers = new float[FRAMES_PER_SECOND];
    private int frames;
    private long received;
    /** The current frame's end, and its sums so far. */
    private long frameEnd;
    private long sum;
    private long squares;
    private int count;

    EnergyDetector(int sampleRateHertz) {
        this.sampleRateHertz = sampleRateHertz;
        frameEnd = sampleRateHertz / FRAMES_PER_SECOND;
    }

    /** Accepts the next samples, mono. */
    void accept(short[] samples) {
        for (short sample : samples) {
            sum += sample;
            squares += sample * sample;
            count++;
            if (++received == frameEnd) {
                endFrame();
            }
        }
    }

    private void endFrame() {
        if (frames == powers.length) {
            powers = Arrays.copyOf(powers, 2 * frames);
        }
        double variance = (squares - (double) sum * sum / count) / count;
        powers[frames++] = (float) Math.max(0, variance / (1L << 30));
        frameEnd = (frames + 1L) * sampleRateHertz / FRAMES_PER_SECOND;
        sum = 0;
        squares = 0;
        count = 0;
    }

    /**
     * The speech in the samples accepted so far: in order, without overlap; empty if nothing stands out.
     *
     * @param threshold how loud speech must become, from 0 for the noise level to 1 for the level of the loudest speech
     */
    List<Span> segments(double threshold) {
        double loudest = 0;
        for (int i = 0; i < frames; i++) {
            loudest = Math.max(loudest, power(i));
        }
        int[] histogram = new int[BINS];
        int sounding = 0;
        for (int i = 0; i < frames; i++) {
            if (power(i) > 0) {
                histogram[(int) Math.min(BINS - 1, decibels(loudest / power(i)) * BINS_PER_DECIBEL)]++;
                sounding++;
            }
        }
        int silent = frames - sounding;
        double peak = below(loudest, histogram, Math.max(1, Math.min(sounding / PEAK_PART, MAX_PEAK_FRAMES)));
        double floor = below(loudest, histogram, sounding - sounding / FLOOR_PART);
        double contrast = decibels(peak / floor);
        if (peak < MIN_PEAK_POWER || contrast < MIN_CONTRAST_DECIBELS && silent < MIN_SILENCE_FRAMES) {
            return List.of();
        }
        if (silent > frames / SILENCE_PART || contrast < MIN_NOISE_CONTRAST_DECIBELS
                || !lasts(floor * ratio(NOISE_SPREAD_DECIBELS))) {
            // even the quietest sound is speech
            contrast = MAX_CONTRAST_DECIBELS;
        }
        contrast = Math.min(contrast, MAX_CONTRAST_DECIBELS);
        floor = peak / ratio(contrast);
        double high = floor * ratio(threshold * contrast);
        double low = Math.max(floor * ratio(2 * threshold * NOISE_SPREAD_DECIBELS), peak / ratio(MAX_FADE_DECIBELS));
        return segments(Math.min(low, high), high, floor);
    }

    /** Whether the recording has a pause filled with sound no louder than this level, rather than with digital silence. */
    private boolean lasts(double level) {
        int length = 0;
        for (int i = 0; i < frames && length < MIN_PAUSE_FRAMES; i++) {
            length = power(i) > 0 && power(i) < level ? length + 1 : 0;
        }
        return length == MIN_PAUSE_FRAMES;
    }

    /** Sounds above {@code low}, joined across short pauses, that reach {@code high} and are not clicks. */
    private List<Span> segments(double low, double high, double floor) {
        List<Span> spans = new ArrayList<>();
        Stretch stretch = null;
        for (int i = 0; i < frames; i++) {
            if (power(i) < low) {
                continue;
            }
            if (stretch == null || i - stretch.end >= MIN_PAUSE_FRAMES) {
                addSpeech(spans, stretch, low, high, floor);
                stretch = new Stretch(i);
            }
            stretch.add(i, power(i));
        }
        addSpeech(spans, stretch, low, high, floor);
        return spans;
    }

    private void addSpeech(List<Span> spans, Stretch stretch, double low, double high, double floor) {
        if (stretch == null || stretch.longestRun < MIN_SOUND_FRAMES || stretch.loudest < high) {
            return;
        }
        int start = stretch.start;
        int end = stretch.end;
        while (powers[start] < low) {
            start++;
        }
        while (powers[end - 1] < low) {
            end--;
        }
        double confidence = 1 - Math.sqrt(floor / (stretch.sum / stretch.frames));
        spans.add(new Span((double) start / FRAMES_PER_SECOND,
                Math.min((double) end / FRAMES_PER_SECOND, (double) received / sampleRateHertz), Math.max(0, confidence)));
    }

    /** Frames that belong together, as far as they have been scanned. */
    private static final class Stretch {

        private final int start;
        private int end;
        private int run;
        private int longestRun;
        private int frames;
        private double sum;
        private double loudest;

        Stretch(int start) {
            this.start = start;
            end = start;
        }

        void add(int frame, double power) {
            run = frame == end ? run + 1 : 1;
            longestRun = Math.max(longestRun, run);
            end = frame + 1;
            frames++;
            sum += power;
            loudest = Math.max(loudest, power);
        }
    }

    /** The mean square around this frame; single frames fluctuate too much in noise. */
    private double power(int frame) {
        double before = powers[Math.max(0, frame - 1)];
        return (before + powers[frame] + powers[Math.min(frames - 1, frame + 1)]) / 3;
    }

    /** The level that this many frames reach. */
    private static double below(double loudest, int[] histogram, int rank) {
        int bin = 0;
        for (int reached = histogram[0]; reached < rank && bin < BINS - 1; reached += histogram[bin]) {
            bin++;
        }
        return loudest / ratio((double) bin / BINS_PER_DECIBEL);
    }

    private static double decibels(double ratio) {
        return 10 * Math.log10(ratio);
    }

    private static double ratio(double decibels) {
        return Math.pow(10, decibels / 10);
    }
}
