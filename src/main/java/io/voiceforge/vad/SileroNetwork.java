package io.voiceforge.vad;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * The weights of the Silero VAD network for 16 kHz. Where they come from is in {@code silero_vad_16k.md} beside the resource.
 * Immutable, 1.2 MB; one is enough for all callers.
 */
public final class SileroNetwork {

    static final int FRAME_SAMPLES = 256;
    static final int BINS = FRAME_SAMPLES / 2 + 1;
    static final int HIDDEN = 128;

    private static final String RESOURCE = "silero_vad_16k.f32";
    private static final int WEIGHTS = 309_633;

    /** The real parts of a short-time Fourier transform's bins, and then the imaginary ones. */
    final Convolution fourier;
    final Convolution[] encoder;
    /** Of the encoder's output followed by the last output: what enters, what stays, the candidate, what leaves. */
    final Convolution gates;
    final Convolution decoder;

    private SileroNetwork(FloatBuffer weights) {
        fourier = new Convolution(1, 2 * BINS, FRAME_SAMPLES, FRAME_SAMPLES / 2, 0,
                next(weights, 2 * BINS * FRAME_SAMPLES), new float[2 * BINS]);
        encoder = new Convolution[] { convolution(weights, BINS, 128, 1), convolution(weights, 128, 64, 2),
                convolution(weights, 64, 64, 2), convolution(weights, 64, HIDDEN, 1) };
        gates = gates(weights);
        decoder = new Convolution(HIDDEN, 1, 1, 1, 0, next(weights, HIDDEN), next(weights, 1));
    }

    /**
     * Reads the weights from the resource.
     *
     * @throws IllegalStateException if it is missing or not complete
     */
    public static SileroNetwork load() {
        try (InputStream in = SileroNetwork.class.getResourceAsStream(RESOURCE)) {
            byte[] bytes = in == null ? new byte[0] : in.readAllBytes();
            if (bytes.length != WEIGHTS * Float.BYTES) {
                throw new IllegalStateException("The weights of the voice activity network are not there: " + RESOURCE);
            }
            return new SileroNetwork(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Convolution convolution(FloatBuffer weights, int inputs, int outputs, int stride) {
        return new Convolution(inputs, outputs, 3, stride, 1, next(weights, outputs * inputs * 3), next(weights, outputs));
    }

    /** The layers for the input and for the last output are one layer for both. */
    private static Convolution gates(FloatBuffer weights) {
        int gates = 4 * HIDDEN;
        float[] input = next(weights, gates * HIDDEN);
        float[] last = next(weights, gates * HIDDEN);
        float[] both = new float[2 * gates * HIDDEN];
        for (int gate = 0; gate < gates; gate++) {
            System.arraycopy(input, gate * HIDDEN, both, 2 * gate * HIDDEN, HIDDEN);
            System.arraycopy(last, gate * HIDDEN, both, (2 * gate + 1) * HIDDEN, HIDDEN);
        }
        float[] bias = next(weights, gates);
        float[] lastBias = next(weights, gates);
        for (int gate = 0; gate < gates; gate++) {
            bias[gate] += lastBias[gate];
        }
        return new Convolution(2 * HIDDEN, gates, 1, 1, 0, both, bias);
    }

    private static float[] next(FloatBuffer weights, int count) {
        float[] values = new float[count];
        weights.get(values);
        return values;
    }
}
