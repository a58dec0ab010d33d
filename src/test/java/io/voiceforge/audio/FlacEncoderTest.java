package io.voiceforge.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class FlacEncoderTest {

    private static final int HEADER_BYTES = 42;

    @Property(tries = 300)
    void losesNothingHoweverTheSamplesAreSplit(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20_000) int samples,
            @ForAll @IntRange(min = 1, max = 9000) int blockSamples) {
        short[] sound = random(seed, samples);

        Flac flac = Flac.decode(encode(16_000, sound, blockSamples));

        assertThat(flac.samples()).isEqualTo(sound);
        assertThat(flac.sampleRateHertz()).isEqualTo(16_000);
    }

    @ParameterizedTest
    @ValueSource(ints = { 8000, 11_025, 16_000, 22_050, 44_100, 48_000, 65_535, 96_000, 192_000 })
    void keepsTheRate(int rate) {
        Flac flac = Flac.decode(encode(rate, Sound.sine(rate, 440, 10_000), 1000));

        assertThat(flac.sampleRateHertz()).isEqualTo(rate);
        assertThat(flac.samples()).isEqualTo(Sound.sine(rate, 440, 10_000));
    }

    @Test
    void makesSoundShorter() {
        assertThat(encode(16_000, Sound.sine(16_000, 440, 160_000), 4096)).hasSizeLessThan(320_000 / 2);
        // silence needs a frame's header and nothing else
        assertThat(encode(16_000, new short[160_000], 4096)).hasSizeLessThan(HEADER_BYTES + 40 * 20);
        // and what cannot be foretold does not become much longer
        short[] noise = new short[50_000];
        Random random = new Random(1);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (short) random.nextInt();
        }
        assertThat(encode(16_000, noise, 4096)).hasSizeLessThan(100_000 * 107 / 100);
    }

    @Test
    void numbersAsManyFramesAsADayHas() {
        FlacFrame frame = new FlacFrame(new short[1]);

        for (int number : new int[] { 0, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x1_0000, 0x1f_ffff, 0x20_0000, 0x3ff_ffff,
                0x400_0000,
                Integer.MAX_VALUE }) {
            assertThat(Flac.frameNumber(frame.encode(number, 8000), 0)).isEqualTo(number);
        }
    }

    @Test
    void beginsWithTheHeaderAndGivesEachBlockWhenItIsFull() {
        FlacEncoder encoder = new FlacEncoder(16_000);

        assertThat(encoder.encode(new short[1])).hasSize(HEADER_BYTES);
        assertThat(encoder.encode(new short[FlacEncoder.BLOCK_SAMPLES - 2])).isEmpty();
        assertThat(encoder.encode(new short[1])).isNotEmpty();
        assertThat(encoder.finish()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 3, 15, 16, 4095, 4096, 4097, 100_000 })
    void isWhatOthersRead(int samples) {
        // Given
        byte[] flac = encode(22_050, random(samples, samples), 1000);

        // Then
        for (List<String> command : List.of(
                List.of("ffmpeg", "-v", "error", "-xerror", "-err_detect", "explode", "-i", "sound.flac", "-f", "s16le",
                        "pipe:1"),
                List.of("sox", "sound.flac", "-t", "s16", "-"))) {
            byte[] decoded = Tool.in(directory -> {
                Files.write(directory.resolve("sound.flac"), flac);
                return Tool.run(directory, command);
            });
            assertThat(Sound.samples(decoded)).as(command.get(0)).isEqualTo(random(samples, samples));
        }
    }

    /** Tones, silence, steps from one end of the scale to the other, and noise, at random. */
    private static short[] random(long seed, int samples) {
        Random random = new Random(seed);
        short[] sound = new short[samples];
        for (int from = 0; from < samples;) {
            int to = Math.min(samples, from + 1 + random.nextInt(5000));
            int kind = random.nextInt(4);
            double level = Math.pow(2, -random.nextInt(16));
            for (int i = from; i < to; i++) {
                sound[i] = (short) switch (kind) {
                    case 0 -> Math.round(level * Short.MAX_VALUE * Math.sin(i * level));
                    case 1 -> from;
                    case 2 -> random.nextBoolean() ? Short.MIN_VALUE : Short.MAX_VALUE;
                    default -> Math.round(level * 10_000 * random.nextGaussian());
                };
            }
            from = to;
        }
        return sound;
    }

    private static byte[] encode(int rate, short[] sound, int blockSamples) {
        return Sound.encode(new FlacEncoder(rate), sound, blockSamples);
    }
}
