package io.voiceforge.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ResamplerTest {

    @ParameterizedTest
    @CsvSource({ "16000,24000", "22050,24000", "44100,24000", "48000,24000", "24000,16000", "8000,48000", "192000,8000",
            "44100,48000", "11025,8000", "47999,24000", "191999,8001" })
    void keepsAToneOf1KHzInLevelAndPlace(int in, int out) {
        // When
        short[] output = resample(in, out, Sound.sine(in, 1000, in / 2));

        // Then the output is the same tone with the same phase, away from its abrupt ends
        short[] expected = Sound.sine(out, 1000, output.length);
        short[] difference = new short[output.length];
        for (int i = 0; i < output.length; i++) {
            difference[i] = (short) (output[i] - expected[i]);
        }
        int from = out / 50;
        int to = output.length - from;
        assertThat(Sound.decibels(Sound.level(difference, from, to), Sound.level(expected, from, to))).isLessThan(-60);
    }

    @ParameterizedTest
    @CsvSource({ "16000,24000", "44100,24000", "48000,8000", "8000,24000", "191999,8001" })
    void isFlatUpToFourFifthsOfTheBand(int in, int out) {
        double nyquist = Math.min(in, out) / 2.0;
        for (double part : new double[] { 0.01, 0.2, 0.5, 0.7, 0.8 }) {
            double gain = gain(in, out, part * nyquist);
            assertThat(gain).as("gain in dB at %s of the band", part).isCloseTo(0, within(0.1));
        }
    }

    @ParameterizedTest
    @CsvSource({ "48000,24000,12100", "48000,24000,20000", "44100,16000,8050", "44100,16000,15000", "192000,8000,4010",
            "192000,8000,90000", "24000,8000,5000", "191999,8001,6000" })
    void removesWhatTheLowerRateCannotCarry(int in, int out, double hertz) {
        assertThat(gain(in, out, hertz)).isLessThan(-70);
    }

    @Test
    void addsNoImagesWhenTheRateRises() {
        // Given 6 kHz at 16 kHz, whose first image would be at 10 kHz
        short[] output = resample(16_000, 48_000, Sound.sine(16_000, 6000, 16_000));

        // Then what is left when the tone itself is taken away is small
        short[] expected = Sound.sine(48_000, 6000, output.length);
        for (int i = 0; i < output.length; i++) {
            output[i] -= expected[i];
        }
        assertThat(Sound.decibels(Sound.level(output, 2000, 46_000), Sound.level(expected, 2000, 46_000))).isLessThan(-60);
    }

    @Property(tries = 60)
    void givesAsManySamplesAsTheRatesSayHoweverTheInputIsSplit(@ForAll long seed,
            @ForAll @IntRange(min = 8000, max = 192_000) int in, @ForAll @IntRange(min = 8000, max = 48_000) int out,
            @ForAll @IntRange(max = 12_000) int samples) {
        // Given
        Random random = new Random(seed);
        short[] input = new short[samples];
        for (int i = 0; i < samples; i++) {
            input[i] = (short) random.nextInt();
        }

        // When
        Resampler resampler = new Resampler(in, out);
        short[] output = {};
        for (int from = 0; from < samples;) {
            int to = Math.min(samples, from + 1 + random.nextInt(5000));
            output = Sound.join(output, resampler.resample(Arrays.copyOfRange(input, from, to)));
            from = to;
        }
        output = Sound.join(output, resampler.finish());

        // Then
        assertThat((double) output.length).isCloseTo(Math.round((double) samples * out / in), within(1.0));
        assertThat(output).isEqualTo(resample(in, out, input));
    }

    @Test
    void clipsInsteadOfWrappingRound() {
        // Given a square wave at full scale, which overshoots once it is band-limited
        short[] square = new short[4000];
        for (int i = 0; i < square.length; i++) {
            square[i] = i / 40 % 2 == 0 ? Short.MAX_VALUE : Short.MIN_VALUE;
        }

        // When
        short[] output = resample(16_000, 24_000, square);

        // Then
        for (int i = 60; i < output.length - 60; i++) {
            boolean high = i / 60 % 2 == 0;
            if (i % 60 > 2 && i % 60 < 58) {
                assertThat(output[i] > 0).as("sample %d", i).isEqualTo(high);
            }
        }
    }

    @Test
    void leavesAudioAloneThatHasTheRateAlready() {
        short[] input = Sound.sine(24_000, 440, 1000);

        assertThat(resample(24_000, 24_000, input)).isEqualTo(input);
    }

    @Test
    void refusesRatesOutsideItsRange() {
        assertThatThrownBy(() -> new Resampler(7999, 8000)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Resampler(8000, 192_001)).isInstanceOf(IllegalArgumentException.class);
    }

    /** What becomes of a tone's level, in dB, away from its ends. */
    private static double gain(int in, int out, double hertz) {
        short[] input = Sound.sine(in, hertz, in / 2);
        short[] output = resample(in, out, input);
        return Sound.decibels(Sound.level(output, out / 20, output.length - out / 20), Sound.level(input, 0, input.length));
    }

    private static short[] resample(int in, int out, short[] input) {
        Resampler resampler = new Resampler(in, out);
        return Sound.join(resampler.resample(input), resampler.finish());
    }
}
