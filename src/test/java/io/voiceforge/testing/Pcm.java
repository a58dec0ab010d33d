package io.voiceforge.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.voiceforge.audio.WavDecoder;

/** Mono samples that a test puts together. */
public record Pcm(double[] samples, int rateHertz) {

    /** A WAV as the gateway writes it. */
    public static Pcm ofWav(byte[] wav) {
        WavDecoder decoder = new WavDecoder();
        short[] decoded = decoder.decode(wav);
        // the first call may end with the headers
        short[] rest = decoder.decode(new byte[0]);
        double[] samples = new double[decoded.length + rest.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (i < decoded.length ? decoded[i] : rest[i - decoded.length]) / 32768.0;
        }
        return new Pcm(samples, decoder.sampleRateHertz());
    }

    public static Pcm silence(double seconds, int rateHertz) {
        return new Pcm(new double[(int) (seconds * rateHertz)], rateHertz);
    }

    public Pcm then(Pcm next) {
        double[] all = Arrays.copyOf(samples, samples.length + next.samples.length);
        System.arraycopy(next.samples, 0, all, samples.length, next.samples.length);
        return new Pcm(all, rateHertz);
    }

    /** Without what is softer than that share of its peak at both ends. */
    public Pcm trimmed(double share) {
        double peak = Arrays.stream(samples).map(Math::abs).max().orElse(0);
        int from = 0;
        int to = samples.length;
        while (from < to && Math.abs(samples[from]) < share * peak) {
            from++;
        }
        while (to > from && Math.abs(samples[to - 1]) < share * peak) {
            to--;
        }
        return new Pcm(Arrays.copyOfRange(samples, from, to), rateHertz);
    }

    /** By drawing lines between samples. */
    public Pcm resampled(int newRateHertz) {
        double[] out = new double[(int) ((long) samples.length * newRateHertz / rateHertz)];
        for (int i = 0; i < out.length; i++) {
            double at = (double) i * rateHertz / newRateHertz;
            int left = Math.min((int) at, samples.length - 1);
            int right = Math.min(left + 1, samples.length - 1);
            out[i] = samples[left] + (samples[right] - samples[left]) * (at - left);
        }
        return new Pcm(out, newRateHertz);
    }

    public double seconds() {
        return (double) samples.length / rateHertz;
    }

    /** Of 8, 16 or 24 bits, or 32 for floating point; the same in every channel. */
    public byte[] toWav(int bits, int channels) {
        int data = samples.length * channels * bits / 8;
        ByteBuffer out = ByteBuffer.allocate(44 + data).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + data)
                .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16).putShort((short) (bits == 32 ? 3 : 1)).putShort((short) channels).putInt(rateHertz)
                .putInt(rateHertz * channels * bits / 8).putShort((short) (channels * bits / 8)).putShort((short) bits)
                .put("data".getBytes(StandardCharsets.US_ASCII)).putInt(data);
        for (double sample : samples) {
            for (int channel = 0; channel < channels; channel++) {
                switch (bits) {
                    case 8 -> out.put((byte) Math.round(128 + sample * 127));
                    case 16 -> out.putShort((short) Math.round(sample * 32767));
                    case 24 -> {
                        int value = (int) Math.round(sample * 8388607);
                        out.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
                    }
                    default -> out.putFloat((float) sample);
                }
            }
        }
        return out.array();
    }
}
