package io.voiceforge.audio;

import de.sciss.jump3r.mp3.BitStream;
import de.sciss.jump3r.mp3.GainAnalysis;
import de.sciss.jump3r.mp3.Lame;
import de.sciss.jump3r.mp3.VBRTag;
import de.sciss.jump3r.mp3.Version;
import de.sciss.jump3r.mpg.Common;
import de.sciss.jump3r.mpg.Interface;
import de.sciss.jump3r.mpg.MPGLib;

/** Walks and decodes MP3 streams. */
record Mp3(int frames, int sampleRateHertz, int samplesPerFrame) {

    private static final int[] MPEG1_KILOBITS = { 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320 };
    private static final int[] MPEG2_KILOBITS = { 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160 };
    private static final int[] MPEG1_HERTZ = { 44_100, 48_000, 32_000 };

    /** What an MP3 decoder puts before the first sample that was encoded: LAME's delay of 576 samples and its own of 529. */
    static final int DELAY_SAMPLES = 576 + 529;

    /** Reads layer III frames, mono and 64 kbit/s, that follow each other without a gap to the last byte. */
    static Mp3 parse(byte[] bytes) {
        return parse(bytes, 64);
    }

    /** The same with another bit rate. */
    static Mp3 parse(byte[] bytes, int expectedKilobits) {
        int frames = 0;
        int rate = 0;
        int samples = 0;
        int offset = 0;
        while (offset < bytes.length) {
            int second = bytes[offset + 1] & 0xff;
            int third = bytes[offset + 2] & 0xff;
            require((bytes[offset] & 0xff) == 0xff && (second & 0xe0) == 0xe0, "sync word", offset);
            int version = second >> 3 & 3;
            require(version != 1 && (second >> 1 & 3) == 1, "layer III", offset);
            require((bytes[offset + 3] & 0xff) >> 6 == 3, "mono", offset);
            boolean mpeg1 = version == 3;
            int kilobits = (mpeg1 ? MPEG1_KILOBITS : MPEG2_KILOBITS)[third >> 4];
            require(kilobits == expectedKilobits, expectedKilobits + " kbit/s", offset);
            int frameRate = MPEG1_HERTZ[third >> 2 & 3] / (mpeg1 ? 1 : version == 2 ? 2 : 4);
            require(rate == 0 || rate == frameRate, "one rate", offset);
            rate = frameRate;
            samples = mpeg1 ? 1152 : 576;
            offset += samples / 8 * kilobits * 1000 / rate + (third >> 1 & 1);
            frames++;
        }
        require(offset == bytes.length, "a whole last frame", offset);
        return new Mp3(frames, rate, samples);
    }

    private static void require(boolean condition, String what, int offset) {
        if (!condition) {
            throw new AssertionError("no " + what + " at byte " + offset);
        }
    }

    static short[] decode(byte[] bytes) {
        MPGLib mpglib = new MPGLib();
        Interface decoder = new Interface();
        Common common = new Common();
        VBRTag tag = new VBRTag();
        BitStream bits = new BitStream();
        Version version = new Version();
        mpglib.setModules(decoder, common);
        decoder.setModules(tag, common);
        bits.setModules(new GainAnalysis(), mpglib, version, tag);
        tag.setModules(new Lame(), bits, version);
        MPGLib.mpstr_tag state = mpglib.hip_decode_init();
        float[] left = new float[1152 * 2];
        float[] right = new float[1152 * 2];
        short[] result = {};
        // mpglib reads ahead from what it was given, but answers with one frame a call
        for (int from = 0; from < bytes.length; from += 128) {
            int length = Math.min(128, bytes.length - from);
            int count = mpglib.hip_decode1_unclipped(state, bytes, from, length, left, right);
            while (count > 0) {
                short[] samples = new short[count];
                for (int i = 0; i < count; i++) {
                    samples[i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(left[i])));
                }
                result = Sound.join(result, samples);
                count = mpglib.hip_decode1_unclipped(state, bytes, from, 0, left, right);
            }
        }
        return result;
    }
}
