package io.voiceforge.vad;

import java.util.Random;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One window of 32 ms of the network that finds speech. */
@State(Scope.Benchmark)
public class VadWindow {

    private static final int WINDOWS = 32;

    private final SileroVad vad = new SileroVad(SileroNetwork.load());
    private final short[] samples = new short[WINDOWS * SileroVad.WINDOW_SAMPLES];
    private int next;

    public VadWindow() {
        Random random = new Random(1);
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) (random.nextGaussian() * 1000);
        }
    }

    @Benchmark
    public float probability() {
        next = (next + 1) % WINDOWS;
        return vad.probability(samples, next * SileroVad.WINDOW_SAMPLES);
    }
}
