package io.voiceforge.audio;

import java.util.Arrays;

/**
 * Decodes FLAC of one channel, 16 bits, and the kinds of subframe that the encoder uses, and checks all that can be checked.
 */
record Flac(int sampleRateHertz, short[] samples) {

    private static final int[][] POLYNOMIALS = { {}, { 1 }, { 2, -1 }, { 3, -3, 1 }, { 4, -6, 4, -1 } };

    static Flac decode(byte[] bytes) {
        Bits in = new Bits(bytes, 0);
        require(in.read(32) == 0x664c_6143 && in.read(8) == 0x80 && in.read(24) == 34, "the only block of metadata");
        int block = (int) in.read(16);
        require(in.read(16) == block && in.read(24) == 0 && in.read(24) == 0, "blocks of one size");
        int rate = (int) in.read(20);
        require(in.read(3) == 0 && in.read(5) == 15 && in.read(36) == 0, "mono, 16 bits, open end");
        require(in.read(64) == 0 && in.read(64) == 0, "no checksum");
        short[] samples = new short[0];
        for (int number = 0; in.at < bytes.length * 8L; number++) {
            int start = (int) in.at / 8;
            require(samples.length == number * block, "whole blocks but the last");
            require(frameNumber(bytes, start) == number, "frame number");
            samples = Sound.join(samples, frame(in, rate));
            require(crc(bytes, start, in.at / 8, 16, 0x8005) == in.read(16), "frame's checksum");
        }
        return new Flac(rate, samples);
    }

    static long frameNumber(byte[] bytes, int start) {
        return number(new Bits(bytes, start + 4));
    }

    private static long number(Bits in) {
        int first = (int) in.read(8);
        if (first < 0x80) {
            return first;
        }
        int length = Integer.numberOfLeadingZeros(~(first << 24));
        long number = first & (1 << 7 - length) - 1;
        for (int i = 1; i < length; i++) {
            require(in.read(2) == 2, "continuation");
            number = number << 6 | in.read(6);
        }
        return number;
    }

    private static short[] frame(Bits in, int rate) {
        int start = (int) in.at / 8;
        require(in.read(16) == 0xfff8 && in.read(4) == 7, "sync code and size");
        long rateCode = in.read(4);
        require(in.read(8) == 0x08, "mono, 16 bits");
        number(in);
        short[] samples = new short[(int) in.read(16) + 1];
        require(rateCode == 0 && rate > 0xffff || rateCode == 13 && in.read(16) == rate, "rate");
        require(crc(in.bytes, start, in.at / 8, 8, 7) == in.read(8), "header's checksum");
        int type = (int) in.read(8) >> 1;
        if (type == 0) {
            Arrays.fill(samples, (short) in.read(16));
            return samples;
        }
        int order = type - 8;
        for (int i = 0; i < order; i++) {
            samples[i] = (short) in.read(16);
        }
        require(in.read(2) == 0, "Rice's code");
        int partition = samples.length >> in.read(4);
        long parameter = 0;
        for (int i = order; i < samples.length; i++) {
            if (i == order || i % partition == 0) {
                parameter = in.read(4);
            }
            long zeros = 0;
            while (in.read(1) == 0) {
                zeros++;
            }
            long value = zeros << parameter | in.read((int) parameter);
            long sample = value >>> 1 ^ -(value & 1);
            for (int k = 0; k < order; k++) {
                sample += (long) POLYNOMIALS[order][k] * samples[i - 1 - k];
            }
            samples[i] = (short) sample;
            require(samples[i] == sample, "16 bits");
        }
        in.at += -in.at & 7;
        return samples;
    }

    private static long crc(byte[] bytes, int from, long to, int width, int polynomial) {
        long crc = 0;
        for (long bit = from * 8L; bit < to * 8; bit++) {
            long next = bytes[(int) bit / 8] >> 7 - bit % 8 & 1;
            boolean carry = (crc >> width - 1 & 1) != next;
            crc = (crc << 1 ^ (carry ? polynomial : 0)) & (1L << width) - 1;
        }
        return crc;
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError("no " + what);
        }
    }

    private static final class Bits {

        private final byte[] bytes;
        private long at;

        Bits(byte[] bytes, int offset) {
            this.bytes = bytes;
            at = offset * 8L;
        }

        long read(int count) {
            long value = 0;
            for (int i = 0; i < count; i++, at++) {
                value = value << 1 | bytes[(int) (at / 8)] >> 7 - at % 8 & 1;
            }
            return value;
        }
    }
}
