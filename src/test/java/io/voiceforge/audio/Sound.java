package io.voiceforge.audio;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Sounds to test with, and ways to measure them. */
final class Sound {

    private Sound() {
    }

    static short[] sine(int rateHertz, double hertz, int samples) {
        return sine(rateHertz, hertz, samples, 0.5);
    }

    static short[] sine(int rateHertz, double hertz, int samples, double level) {
        short[] sound = new short[samples];
        for (int i = 0; i < samples; i++) {
            sound[i] = (short) Math.round(level * Short.MAX_VALUE * Math.sin(2 * Math.PI * hertz * i / rateHertz));
        }
        return sound;
    }

    /** Root mean square of the samples from {@code from} up to {@code to}. */
    static double level(short[] sound, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += (double) sound[i] * sound[i];
        }
        return Math.sqrt(sum / (to - from));
    }

    static double decibels(double level, double reference) {
        return 20 * Math.log10(Math.max(level, 1e-9) / reference);
    }

    static short[] join(short[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (short[] part : parts) {
            bytes.writeBytes(new PcmEncoder().encode(part));
        }
        return samples(bytes.toByteArray());
    }

    static short[] samples(byte[] pcm) {
        return new PcmDecoder(8000).decode(pcm);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    /** The whole sound as the encoder gives it, block after block. */
    static byte[] encode(AudioEncoder encoder, short[] sound, int blockSamples) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int from = 0; from < sound.length; from += blockSamples) {
            bytes.writeBytes(encoder.encode(Arrays.copyOfRange(sound, from, Math.min(sound.length, from + blockSamples))));
        }
        bytes.writeBytes(encoder.finish());
        return bytes.toByteArray();
    }
}
