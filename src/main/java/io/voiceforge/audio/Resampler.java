package io.voiceforge.audio;

/**
 * Changes the sample rate of 16-bit mono audio as it flows, with a windowed-sinc polyphase filter. Up to 0.8 of the lower
 * rate's Nyquist frequency, the level stays within 0.1 dB; anything above the Nyquist frequency is attenuated by at least 70
 * dB. The output is not delayed against the input. By the end of {@link #finish()}, n input samples have produced n · output
 * rate ÷ input rate output samples, rounded up.
 * <p>
 * The filter takes about 130 KiB. Not thread-safe.
 */
public final class Resampler {

    /** The filter's reach to each side, in samples of the lower rate. */
    private static final int REACH = 32;
    /** Where the filter is 6 dB down, as a fraction of the lower rate's Nyquist frequency. */
    private static final double CUTOFF = 0.92;
    /** The Kaiser parameter for a stop band of about -80 dB. */
    private static final double BETA = 7.857;
    /** With this many phases between two samples, the error of linear interpolation is below -100 dB. */
    private static final int MAX_PHASES = 512;
    private static final int BLOCK_SAMPLES = 2048;

    /** Both rates divided by their greatest common divisor. */
    private final int in;
    private final int out;
    private final int half;
    private final float[][] filters;

    private final float[] window;
    private int filled;
    private long received;
    private long produced;
    /** The position of the next output: this index in the window plus {@code fraction / out} of a sample. */
    private int centre;
    private int fraction;

    /**
     * @param inputRateHertz 8000–192000
     * @param outputRateHertz 8000–192000; the input's rate is allowed and leaves the samples unchanged
     * @throws IllegalArgumentException if a rate is out of range
     */
    public Resampler(int inputRateHertz, int outputRateHertz) {
        if (!WavHeader.isSupportedRate(inputRateHertz) || !WavHeader.isSupportedRate(outputRateHertz)) {
            throw new IllegalArgumentException("Cannot resample from " + inputRateHertz + " to " + outputRateHertz + " Hz");
        }
        int shared = greatestCommonDivisor(inputRateHertz, outputRateHertz);
        in = inputRateHertz / shared;
        out = outputRateHertz / shared;
        double stretch = Math.max(1, (double) in / out);
        half = 2 * (int) Math.ceil(REACH * stretch / 2);
        filters = in == out ? new float[0][] : filters(stretch);
        window = new float[2 * half + BLOCK_SAMPLES];
        filled = half - 1;
        centre = half - 1;
    }

    /** Returns the output samples that {@code samples} complete. */
    public short[] resample(short[] samples) {
        if (in == out) {
            return samples;
        }
        received += samples.length;
        // an output is complete once the whole right half of the filter has input
        short[] output = new short[(int) (Math.max(0, outputsBefore(received - half)) - produced)];
        int emitted = 0;
        for (int from = 0; from < samples.length;) {
            int count = Math.min(samples.length - from, window.length - filled);
            for (int i = 0; i < count; i++) {
                window[filled++] = samples[from++];
            }
            for (; centre + half < filled; advance()) {
                output[emitted++] = sample();
            }
            int used = centre - half + 1;
            filled -= used;
            centre -= used;
            System.arraycopy(window, used, window, 0, filled);
        }
        produced += emitted;
        return output;
    }

    /** Returns the remaining samples. Nothing may be resampled afterwards. */
    public short[] finish() {
        return in == out ? new short[0] : resample(new short[half]);
    }

    /** The number of outputs before the input sample with this index. */
    private long outputsBefore(long input) {
        return -Math.floorDiv(-input * out, (long) in);
    }

    private void advance() {
        int next = fraction + in;
        centre += next / out;
        fraction = next % out;
    }

    private short sample() {
        int phases = filters.length - 1;
        long place = (long) fraction * phases;
        int phase = (int) (place / out);
        float between = (float) (place % out) / out;
        float value = dot(filters[phase]);
        if (between > 0) {
            value += between * (dot(filters[phase + 1]) - value);
        }
        return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(value)));
    }

    private float dot(float[] filter) {
        int from = centre - half + 1;
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        // four sums, because each addition depends on the one before it; the filter's length is a multiple of four
        for (int i = 0; i < filter.length; i += 4) {
            a += filter[i] * window[from + i];
            b += filter[i + 1] * window[from + i + 1];
            c += filter[i + 2] * window[from + i + 2];
            d += filter[i + 3] * window[from + i + 3];
        }
        return a + b + (c + d);
    }

    /** One filter per position between two input samples; the last one is a whole sample further. */
    private float[][] filters(double stretch) {
        int phases = Math.min(out, (int) Math.ceil(MAX_PHASES / stretch));
        float[][] result = new float[phases + 1][];
        for (int phase = 0; phase <= phases; phase++) {
            result[phase] = filter((double) phase / phases, CUTOFF / stretch);
        }
        return result;
    }

    private float[] filter(double place, double cutoff) {
        double[] taps = new double[2 * half];
        double sum = 0;
        for (int i = 0; i < taps.length; i++) {
            double distance = i - half + 1 - place;
            taps[i] = sinc(cutoff * distance) * kaiser(distance / half);
            sum += taps[i];
        }
        float[] filter = new float[taps.length];
        for (int i = 0; i < taps.length; i++) {
            filter[i] = (float) (taps[i] / sum);
        }
        return filter;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    private static double kaiser(double x) {
        return x * x >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA);
    }

    /** The modified Bessel function of the first kind, order 0, by its power series. */
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > sum * 1e-12; k++) {
            term *= x * x / (4.0 * k * k);
            sum += term;
        }
        return sum;
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
