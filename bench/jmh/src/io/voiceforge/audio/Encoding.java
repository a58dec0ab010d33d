package io.voiceforge.audio;

import java.util.Random;
import java.util.function.Supplier;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Encodes a second of speech at 24 kHz, which comes in pieces of 100 ms, with an encoder of its own. */
@State(Scope.Benchmark)
public class Encoding {

    private static final int RATE_HERTZ = 24_000;
    private static final int PIECES = 10;

    /** Those of {@link Transcoder}, with its defaults. */
    public enum Format {
        PCM(PcmEncoder::new),
        WAV(() -> new WavEncoder(RATE_HERTZ)),
        ULAW(() -> new G711Encoder(G711Encoder.Law.MU)),
        FLAC(() -> new FlacEncoder(RATE_HERTZ)),
        MP3(() -> new Mp3Encoder(RATE_HERTZ, Mp3Encoder.KILOBITS_PER_SECOND)),
        OPUS(() -> new OggOpusEncoder(RATE_HERTZ, OggOpusEncoder.KILOBITS_PER_SECOND, 1));

        private final Supplier<AudioEncoder> encoder;

        Format(Supplier<AudioEncoder> encoder) {
            this.encoder = encoder;
        }
    }

    @Param
    public Format format;

    private final short[][] speech = speech();

    @Benchmark
    public void second(Blackhole hole) {
        AudioEncoder encoder = format.encoder.get();
        for (short[] piece : speech) {
            hole.consume(encoder.encode(piece));
        }
        hole.consume(encoder.finish());
    }

    /** Harmonics of a voice at 120 Hz, four syllables a second, and breath. */
    private static short[][] speech() {
        Random random = new Random(1);
        short[][] pieces = new short[PIECES][RATE_HERTZ / PIECES];
        for (int i = 0; i < RATE_HERTZ; i++) {
            double time = (double) i / RATE_HERTZ;
            double sample = random.nextGaussian() * 0.02;
            for (int harmonic = 1; harmonic <= 20; harmonic++) {
                sample += Math.sin(2 * Math.PI * 120 * harmonic * time) / (harmonic * 3);
            }
            double syllable = Math.abs(Math.sin(4 * Math.PI * time));
            pieces[i / pieces[0].length][i % pieces[0].length] = (short) (sample * syllable * 16_000);
        }
        return pieces;
    }
}
