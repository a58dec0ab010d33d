package io.voiceforge.provider.local;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds out where in a recording somebody speaks, by its loudness alone: what stands out from the quiet parts of the same
 * recording. Holds 4 bytes for each 10 ms. Not for use by several threads at once.
 */
final class EnergyDetector {

    /**
     * A part of the recording in which somebody speaks.
     *
     * @param start seconds from the beginning
     * @param end seconds from the beginning, behind {@code start}
     * @param confidence 0 to 1: the part of the sound's amplitude that is above the noise's
     */
    record Span(double start, double end, double confidence) {
    }

    private static final int FRAMES_PER_SECOND = 100;
    /** Shorter pauses are part of the speech. */
    private static final int MIN_PAUSE_FRAMES = 20;
    /**
     * What is nowhere as long as that at a stretch is a click, however many of them there are: 50 ms, and a frame on either
     * side into which {@link #power} spreads them.
     */
    private static final int MIN_SOUND_FRAMES = 5 + 2;
    /** Longer digital silence is not a codec's padding. */
    private static final int MIN_SILENCE_FRAMES = 10;
    /** With more digital silence than that part of all, the pauses are made of it. */
    private static final int SILENCE_PART = 5;

    /** -65 dBFS, with full scale as 1; what is never louder is the noise of the last bits. */
    private static final double MIN_PEAK_POWER = 3e-7;
    /** Less than that has every noise between its own loud and quiet moments. */
    private static final double MIN_CONTRAST_DECIBELS = 8;
    /** Less than that there is within speech without a pause, too. */
    private static final double MIN_NOISE_CONTRAST_DECIBELS = 15;
    private static final double MAX_CONTRAST_DECIBELS = 50;
    /** From the quietest moments of a noise to its loudest. */
    private static final double NOISE_SPREAD_DECIBELS = 6;
    /** From speech at its loudest to where it begins and ends, when no noise covers that. */
    private static final double MAX_FADE_DECIBELS = 35;

    /** The frames that count as the noise's, and as the loudest speech's: parts of all, the latter not above half a second. */
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

    /** Takes the samples that follow, mono. */
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
     * Where somebody speaks in what has been accepted so far: in order, apart from each other, and none when nothing stands
     * out.
     *
     * @param threshold how loud speech has to become, from 0 for the noise's level to 1 for the loudest speech's
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
            // the quietest sound that there is, is speech
            contrast = MAX_CONTRAST_DECIBELS;
        }
        contrast = Math.min(contrast, MAX_CONTRAST_DECIBELS);
        floor = peak / ratio(contrast);
        double high = floor * ratio(threshold * contrast);
        double low = Math.max(floor * ratio(2 * threshold * NOISE_SPREAD_DECIBELS), peak / ratio(MAX_FADE_DECIBELS));
        return segments(Math.min(low, high), high, floor);
    }

    /** Whether there is a pause that is filled by something no louder than that, and not by digital silence. */
    private boolean lasts(double level) {
        int length = 0;
        for (int i = 0; i < frames && length < MIN_PAUSE_FRAMES; i++) {
            length = power(i) > 0 && power(i) < level ? length + 1 : 0;
        }
        return length == MIN_PAUSE_FRAMES;
    }

    /** Sounds above {@code low}, joined over short pauses, that reach {@code high} and are not clicks. */
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

    /** Frames that belong together, as far as they have been looked at. */
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

    /** The mean square around that frame; single frames jump too much in noise. */
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
