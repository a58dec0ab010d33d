package io.voiceforge.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Files as the gateway's own encoders and as ffmpeg write them. */
class FileDecoderTest {

    /** With the same in both channels; ffmpeg's own way makes them softer. */
    private static final String TWO = "-af pan=stereo|c0=c0|c1=c0";
    private static final double SECONDS = 1.5;
    private static final double TONE_HERTZ = 440;
    /** ffmpeg's tone. */
    private static final double TONE_LEVEL = 32_767 / 8.0 / Math.sqrt(2);

    @ParameterizedTest
    @ValueSource(strings = { "wav", "wav -c:a pcm_u8 -ar 8000", "wav -c:a pcm_s24le " + TWO, "wav -c:a pcm_f32le -ar 44100",
            "wav -c:a pcm_mulaw -ar 8000", "wav -c:a pcm_alaw -ar 8000 " + TWO,
            "flac", "flac -sample_fmt s32 " + TWO + " -ar 44100", "flac -compression_level 12 " + TWO,
            "flac -compression_level 0 -ar 8000",
            "flac -af pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0 -frame_size 1000", "flac " + TWO + " -lpc_type none",
            "mp3", "mp3 " + TWO + " -b:a 320k -ar 44100", "mp3 -ar 22050 -q:a 9", "mp3 -ar 8000 -b:a 8k",
            "mp3 " + TWO + " -joint_stereo 1",
            "mp3 -write_xing 0 -id3v2_version 0", "mp3 -reservoir 0 -ar 32000",
            "ogg -c:a libopus", "opus " + TWO + " -b:a 96k", "ogg -c:a libopus -frame_duration 60 -b:a 8k -application voip",
            "ogg -c:a libopus -application voip -b:a 24k",
            "ogg -c:a libopus -application voip -b:a 40k " + TWO,
            "webm -c:a libopus", "webm -c:a libopus " + TWO + " -b:a 128k -live 1 -f webm",
            "mka -c:a libopus -frame_duration 2.5" })
    void toneKeepsItsLengthItsLevelAndItsPitch(String encoding) {
        byte[] file = Tool.encode(SECONDS, encoding);

        FileDecoder decoder = FileDecoder.of(file);
        short[] samples = decode(decoder, file, 16_384);

        int rate = decoder.sampleRateHertz();
        // encoders fill up their last frame, and ffmpeg's first one in WebM
        assertThat((double) samples.length / rate).as("seconds").isBetween(SECONDS - 0.03, SECONDS + 0.2);
        double level = Sound.level(samples, rate / 4, rate);
        assertThat(Sound.decibels(level, TONE_LEVEL)).as("level").isCloseTo(0, within(1.0));
        assertThat(crossings(samples, rate / 4, rate / 4 + rate)).as("pitch").isCloseTo(2 * TONE_HERTZ, within(3.0));
        assertThat(first(samples)).as("begins at once").isLessThan(rate / 20);
    }

    private static double crossings(short[] samples, int from, int to) {
        int count = 0;
        for (int i = from + 1; i < to; i++) {
            count += samples[i] < 0 != samples[i - 1] < 0 ? 1 : 0;
        }
        return count;
    }

    private static int first(short[] samples) {
        int i = 0;
        while (Math.abs(samples[i]) < 1000) {
            i++;
        }
        return i;
    }

    @Test
    void flacIsLossless() {
        short[] sound = noisy(50_000);
        byte[] file = Sound.encode(new FlacEncoder(16_000), sound, 1234);

        assertThat(decode(FileDecoder.of(file), file, 700)).isEqualTo(sound);
    }

    @ParameterizedTest
    @ValueSource(ints = { 8000, 12_000, 16_000, 24_000, 48_000 })
    void opusIsAsLongAndAsLoudAsItsSource(int rate) {
        // Given a bit rate at which the codec uses each of its modes at one of these sample rates
        short[] sound = Sound.sine(rate, 440, 2 * rate + 3);
        byte[] file = Sound.encode(new OggOpusEncoder(rate, 32, 7), sound, 1000);

        short[] heard = decode(FileDecoder.of(file), file, 16_384);

        assertThat(heard).hasSize(48_000 / rate * sound.length);
        double level = Sound.level(heard, 48_000, 2 * 48_000);
        assertThat(Sound.decibels(level, Sound.level(sound, rate, 2 * rate))).isCloseTo(0, within(1.0));
    }

    @Property(tries = 60)
    void piecesDoNotMatter(@ForAll @IntRange(min = 1, max = 20_000) int pieceBytes, @ForAll Kind kind) {
        byte[] file = kind.file;

        assertThat(decode(FileDecoder.of(file), file, pieceBytes)).isEqualTo(kind.samples);
    }

    /** Damage may make a file unreadable or change its sound, but nothing else. */
    @Property(tries = 400)
    void damageIsFoundOrHeard(@ForAll Kind kind, @ForAll Random random, @ForAll @IntRange(min = 1, max = 60) int places) {
        byte[] file = kind.file.clone();
        for (int i = 0; i < places; i++) {
            file[12 + random.nextInt(file.length - 12)] = (byte) random.nextInt(256);
        }
        PrintStream errors = System.err;
        // the MP3 codec says a few words about each file
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        try {
            short[] samples = decode(FileDecoder.of(file), file, 4096);
            assertThat(samples.length).isLessThan(kind.samples.length * 40);
        } catch (AudioFormatException damaged) {
            assertThat(damaged).hasMessageEndingWith(".");
        } finally {
            System.setErr(errors);
        }
    }

    @Property(tries = 200)
    void endMayBeMissing(@ForAll Kind kind, @ForAll @IntRange(min = 12, max = 6000) int length) {
        byte[] file = Arrays.copyOf(kind.file, Math.min(length, kind.file.length));
        try {
            short[] samples = decode(FileDecoder.of(file), file, 4096);
            assertThat(samples.length).isLessThanOrEqualTo(kind.samples.length);
        } catch (AudioFormatException tooShort) {
            assertThat(tooShort).hasMessageEndingWith(".");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "ogg -c:a libvorbis", "ogg -c:a flac", "m4a", "webm -c:a libvorbis", "aac" })
    void otherCodecsAreRefused(String encoding) {
        byte[] file = Tool.encode(SECONDS, encoding);

        assertThatThrownBy(() -> decode(FileDecoder.of(file), file, 16_384)).isInstanceOf(AudioFormatException.class);
    }

    @Test
    void smallFileOfLongSilenceIsDecodedBlockByBlock() {
        // Given 16384 samples in each 20 bytes or so
        byte[] file = Sound.encode(new FlacEncoder(8000), new short[4096 * 50], 4096 * 50);
        FileDecoder decoder = FileDecoder.of(file);
        decoder.accept(file);

        int blocks = 0;
        for (short[] block = decoder.next(); block != null; block = decoder.next()) {
            assertThat(block.length).isLessThanOrEqualTo(64 * 1024);
            blocks++;
        }
        assertThat(blocks).isEqualTo(50);
    }

    @Test
    void garbageIsNotHeldForEver() {
        byte[] file = new byte[1 << 20];
        new Random(3).nextBytes(file);
        for (byte[] mark : new byte[][] { "ID3\4\0\0\0\0\0\0".getBytes(), "fLaC".getBytes(), "OggS".getBytes(),
                { 26, 69, -33, -93 } }) {
            System.arraycopy(mark, 0, file, 0, mark.length);
            assertThatThrownBy(() -> decode(FileDecoder.of(file), file, 16_384)).as(new String(mark))
                    .isInstanceOf(AudioFormatException.class);
        }
    }

    enum Kind {

        WAV(Sound.encode(new WavEncoder(16_000), noisy(9000), 9000)),
        FLAC(Sound.encode(new FlacEncoder(44_100), noisy(20_000), 20_000)),
        MP3(Sound.encode(new Mp3Encoder(16_000, 64), noisy(30_000), 30_000)),
        OPUS(Sound.encode(new OggOpusEncoder(24_000, 32, 7), noisy(40_000), 40_000));

        private final byte[] file;
        private final short[] samples;

        Kind(byte[] file) {
            this.file = file;
            this.samples = decode(FileDecoder.of(file), file, file.length);
        }
    }

    private static short[] noisy(int count) {
        short[] sound = Sound.sine(16_000, 330, count);
        Random random = new Random(count);
        for (int i = 0; i < count; i++) {
            sound[i] += random.nextInt(2000) - 1000;
        }
        return sound;
    }

    static short[] decode(FileDecoder decoder, byte[] file, int pieceBytes) {
        ByteArrayOutputStream pcm = new ByteArrayOutputStream();
        PcmEncoder encoder = new PcmEncoder();
        for (int from = 0; from < file.length; from += pieceBytes) {
            decoder.accept(Arrays.copyOfRange(file, from, Math.min(file.length, from + pieceBytes)));
            drain(decoder, encoder, pcm);
        }
        decoder.finish();
        drain(decoder, encoder, pcm);
        return Sound.samples(pcm.toByteArray());
    }

    private static void drain(FileDecoder decoder, PcmEncoder encoder, ByteArrayOutputStream pcm) {
        for (short[] block = decoder.next(); block != null; block = decoder.next()) {
            pcm.writeBytes(encoder.encode(block));
        }
    }
}
