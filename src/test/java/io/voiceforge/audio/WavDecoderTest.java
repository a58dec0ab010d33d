package io.voiceforge.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class WavDecoderTest {

    private static final short[] RAMP = { 0, 1, -1, 256, -256, 12_345, -12_345, Short.MAX_VALUE, Short.MIN_VALUE };

    @ParameterizedTest
    @CsvSource({ "1,8", "1,16", "1,24", "1,32", "3,32", "3,64" })
    void readsEverySampleTypeInPlainAndExtensibleForm(int tag, int bits) {
        for (boolean extensible : new boolean[] { false, true }) {
            for (int channels = 1; channels <= 8; channels++) {
                // Given the same samples in every channel
                WavBuilder wav = new WavBuilder();
                wav.tag = tag;
                wav.bits = bits;
                wav.channels = channels;
                wav.extensible = extensible;
                wav.audio = encode(RAMP, tag, bits, channels);

                // When
                short[] samples = decode(wav.build());

                // Then
                short[] expected = RAMP.clone();
                if (bits == 8) {
                    for (int i = 0; i < expected.length; i++) {
                        expected[i] = (short) (expected[i] >> 8 << 8);
                    }
                }
                assertThat(samples).isEqualTo(expected);
            }
        }
    }

    @Test
    void mixesChannelsToTheirMean() {
        WavBuilder wav = new WavBuilder();
        wav.channels = 2;
        wav.audio = new PcmEncoder().encode(new short[] { 1000, 3000, Short.MAX_VALUE, Short.MIN_VALUE, -100, -300 });

        assertThat(decode(wav.build())).containsExactly(2000, 0, -200);
    }

    @Test
    void boundsFloatingPointSamples() {
        WavBuilder wav = new WavBuilder();
        wav.tag = 3;
        wav.bits = 32;
        wav.audio = WavBuilder.little(20).putFloat(7).putFloat(-7).putFloat(Float.NaN).putFloat(Float.POSITIVE_INFINITY)
                .putFloat(0.5f).array();

        assertThat(decode(wav.build())).containsExactly(32_767, -32_768, 0, 32_767, 16_384);
    }

    @Property(tries = 300)
    void givesTheSameSamplesHoweverTheBytesAreSplit(@ForAll long seed, @ForAll @IntRange(max = 5) int kind,
            @ForAll @IntRange(min = 1, max = 8) int channels, @ForAll @IntRange(min = 1, max = 90) int longestPiece) {
        // Given random audio with odd chunks around it, cut off within a frame
        Random random = new Random(seed);
        WavBuilder wav = new WavBuilder();
        wav.tag = kind < 4 ? 1 : 3;
        wav.bits = new int[] { 8, 16, 24, 32, 32, 64 }[kind];
        wav.channels = channels;
        wav.rateHertz = 8000 + random.nextInt(184_001);
        wav.extensible = random.nextBoolean();
        wav.chunksBefore = WavBuilder.chunk("LIST", new byte[random.nextInt(50)]);
        wav.chunksAfter = WavBuilder.chunk("id3 ", new byte[random.nextInt(50)]);
        wav.audio = new byte[random.nextInt(1000)];
        random.nextBytes(wav.audio);
        byte[] bytes = wav.build();

        // When
        WavDecoder decoder = new WavDecoder();
        short[] samples = {};
        for (int from = 0; from < bytes.length;) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(longestPiece));
            samples = Sound.join(samples, decoder.decode(Arrays.copyOfRange(bytes, from, to)));
            from = to;
        }

        // Then
        assertThat(samples).isEqualTo(decode(bytes));
        assertThat(decoder.sampleRateHertz()).isEqualTo(wav.rateHertz);
        if (wav.audio.length > 0) {
            assertThat(samples).hasSize(wav.audio.length / (channels * wav.bits / 8));
        }
    }

    @Test
    void readsToTheEndWhenTheSizeIsUnknown() {
        for (int size : new int[] { 0, -1, 1_000_000 }) {
            WavBuilder wav = new WavBuilder();
            wav.audio = new PcmEncoder().encode(RAMP);
            wav.declaredSize = size;

            assertThat(decode(wav.build())).as("declared size %d", size).isEqualTo(RAMP);
        }
    }

    @Test
    void stopsAtTheDeclaredSize() {
        WavBuilder wav = new WavBuilder();
        wav.audio = new PcmEncoder().encode(RAMP);
        wav.declaredSize = 5;

        assertThat(decode(wav.build())).containsExactly(0, 1);
    }

    @Test
    void skipsChunksBeforeTheAudioUpToOneMebibyte() {
        WavBuilder wav = new WavBuilder();
        wav.audio = new PcmEncoder().encode(RAMP);
        wav.chunksBefore = Sound.join(WavBuilder.chunk("JUNK", new byte[0]), WavBuilder.chunk("LIST", new byte[1_000_001]));
        assertThat(decode(wav.build())).isEqualTo(RAMP);

        wav.chunksBefore = WavBuilder.chunk("LIST", new byte[1 << 20]);
        assertRejected(wav.build(), "more than 1 MiB");
    }

    @Test
    void rejectsAHugeChunkAsSoonAsItIsAnnounced() {
        for (int size : new int[] { -1, Integer.MAX_VALUE, Integer.MIN_VALUE }) {
            byte[] huge = Sound.join(WavBuilder.ascii("RIFF0000WAVELIST"), WavBuilder.little(4).putInt(size).array());
            assertRejected(huge, "more than 1 MiB");
        }
    }

    @Test
    void rejectsWhatIsNotWav() {
        assertRejected(WavBuilder.ascii("RIFX0000WAVEfmt "), "not a WAV");
        assertRejected(WavBuilder.ascii("RIFF0000AVI LIST"), "not a WAV");
        assertRejected(WavBuilder.ascii("<!DOCTYPE html><html>"), "not a WAV");
        assertRejected(WavBuilder.ascii("{\"error\":1}x"), "not a WAV");
        assertRejected(WavBuilder.ascii("RIFF0000WAVEdata0000"), "before its format");
        assertRejected(Sound.join(WavBuilder.ascii("RIFF0000WAVE"), WavBuilder.chunk("fmt ", new byte[15])), "too short");
    }

    @Test
    void rejectsFormatsThatMakeNoSense() {
        assertRejected(with(wav -> wav.channels = 0), "0 channels");
        assertRejected(with(wav -> wav.channels = 9), "9 channels");
        assertRejected(with(wav -> wav.rateHertz = 0), "0 samples per second");
        assertRejected(with(wav -> wav.rateHertz = 7999), "7999 samples per second");
        assertRejected(with(wav -> wav.rateHertz = -1), "4294967295 samples per second");
        assertRejected(with(wav -> wav.bits = 0), "not supported");
        assertRejected(with(wav -> wav.bits = 12), "not supported");
        assertRejected(with(wav -> wav.tag = 6), "not supported");
        assertRejected(with(wav -> wav.tag = 3), "not supported");
        byte[] wrongBlock = new WavBuilder().build();
        wrongBlock[32] = 3;
        assertRejected(wrongBlock, "block size");
        byte[] wrongGuid = with(wav -> wav.extensible = true);
        wrongGuid[59] = 0;
        assertRejected(wrongGuid, "extensible");
    }

    @Test
    void rejectsAStreamThatEndsWithinItsHeader() {
        byte[] wav = new WavBuilder().build();
        for (int length = 0; length < wav.length; length++) {
            assertRejected(Arrays.copyOf(wav, length), "ends before its audio");
        }
    }

    @Property(tries = 2000)
    void failsOnHostileBytesInNoOtherWay(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int changes) {
        // Given a header with some bytes changed
        Random random = new Random(seed);
        WavBuilder wav = new WavBuilder();
        wav.extensible = random.nextBoolean();
        wav.chunksBefore = WavBuilder.chunk("LIST", new byte[random.nextInt(20)]);
        wav.audio = new byte[64];
        byte[] bytes = wav.build();
        for (int i = 0; i < changes; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }

        // When
        short[] samples;
        try {
            samples = decode(bytes);
        } catch (AudioFormatException expected) {
            return;
        }

        // Then
        assertThat(samples.length).isLessThan(bytes.length);
    }

    private interface Change {
        void apply(WavBuilder wav);
    }

    private static byte[] with(Change change) {
        WavBuilder wav = new WavBuilder();
        change.apply(wav);
        return wav.build();
    }

    private static short[] decode(byte[] bytes) {
        WavDecoder decoder = new WavDecoder();
        short[] samples = decoder.decode(bytes);
        decoder.finish();
        return samples;
    }

    private static void assertRejected(byte[] bytes, String message) {
        assertThatThrownBy(() -> decode(bytes)).isInstanceOf(AudioFormatException.class).hasMessageContaining(message)
                .hasMessageEndingWith(".");
    }

    private static byte[] encode(short[] samples, int tag, int bits, int channels) {
        var out = WavBuilder.little(samples.length * channels * bits / 8);
        for (short sample : samples) {
            for (int channel = 0; channel < channels; channel++) {
                switch (tag * 100 + bits) {
                    case 108 -> out.put((byte) ((sample >> 8) + 128));
                    case 116 -> out.putShort(sample);
                    case 124 -> out.put((byte) 0).putShort(sample);
                    case 132 -> out.putInt(sample << 16);
                    case 332 -> out.putFloat(sample / 32768f);
                    default -> out.putDouble(sample / 32768d);
                }
            }
        }
        return out.array();
    }
}
