package io.voiceforge.vad;

/**
 * How likely speech is in each window of one stream of samples: Silero VAD at {@value #RATE_HERTZ} Hz. It remembers what it has
 * heard (about 12 KB), and allocates nothing for a window. One for each stream; not thread-safe.
 */
public final class SileroVad {

    /** The only sample rate. */
    public static final int RATE_HERTZ = 16_000;
    /** The length of a window: 32 ms. */
    public static final int WINDOW_SAMPLES = 512;

    /** The end of the window before is heard again. */
    private static final int CONTEXT_SAMPLES = 64;
    /** Samples at the end that are heard once more, backwards. */
    private static final int MIRRORED_SAMPLES = 64;
    private static final int HIDDEN = SileroNetwork.HIDDEN;
    private static final int BINS = SileroNetwork.BINS;
    private static final float SCALE = 1f / 32_768;

    private final SileroNetwork network;
    private final float[] samples = new float[CONTEXT_SAMPLES + WINDOW_SAMPLES + MIRRORED_SAMPLES];
    private final float[] spectrum = new float[4 * 2 * BINS];
    private final float[] magnitudes = new float[4 * BINS];
    private final float[][] encoded = { new float[4 * 128], new float[2 * 64], new float[64], new float[HIDDEN] };
    /** What the encoder has made of this window, and then the memory's output. */
    private final float[] seen = new float[2 * HIDDEN];
    private final float[] cell = new float[HIDDEN];
    private final float[] gates = new float[4 * HIDDEN];
    private final float[] rectified = new float[HIDDEN];
    private final float[] result = new float[1];

    public SileroVad(SileroNetwork network) {
        this.network = network;
    }

    /**
     * The probability that there is speech in the stream's next window, from 0 to 1.
     *
     * @param window {@value #WINDOW_SAMPLES} samples from {@code from} on
     */
    public float probability(short[] window, int from) {
        System.arraycopy(samples, WINDOW_SAMPLES, samples, 0, CONTEXT_SAMPLES);
        for (int i = 0; i < WINDOW_SAMPLES; i++) {
            samples[CONTEXT_SAMPLES + i] = window[from + i] * SCALE;
        }
        int end = CONTEXT_SAMPLES + WINDOW_SAMPLES;
        for (int i = 0; i < MIRRORED_SAMPLES; i++) {
            samples[end + i] = samples[end - 2 - i];
        }
        network.fourier.apply(samples, spectrum);
        takeMagnitudes();
        float[] input = magnitudes;
        for (int layer = 0; layer < encoded.length; layer++) {
            network.encoder[layer].applyRectified(input, encoded[layer]);
            input = encoded[layer];
        }
        System.arraycopy(input, 0, seen, 0, HIDDEN);
        remember();
        for (int i = 0; i < HIDDEN; i++) {
            rectified[i] = Math.max(0, seen[HIDDEN + i]);
        }
        network.decoder.apply(rectified, result);
        return sigmoid(result[0]);
    }

    private void takeMagnitudes() {
        for (int frame = 0; frame < 4; frame++) {
            for (int bin = 0; bin < BINS; bin++) {
                float real = spectrum[frame * 2 * BINS + bin];
                float imaginary = spectrum[frame * 2 * BINS + BINS + bin];
                magnitudes[frame * BINS + bin] = (float) Math.sqrt(real * real + imaginary * imaginary);
            }
        }
    }

    /** One step of a long short-term memory. */
    private void remember() {
        network.gates.apply(seen, gates);
        for (int i = 0; i < HIDDEN; i++) {
            float entering = sigmoid(gates[i]);
            float staying = sigmoid(gates[HIDDEN + i]);
            float leaving = sigmoid(gates[3 * HIDDEN + i]);
            cell[i] = staying * cell[i] + entering * (float) Math.tanh(gates[2 * HIDDEN + i]);
            seen[HIDDEN + i] = leaving * (float) Math.tanh(cell[i]);
        }
    }

    private static float sigmoid(float x) {
        return (float) (1 / (1 + Math.exp(-x)));
    }
}
