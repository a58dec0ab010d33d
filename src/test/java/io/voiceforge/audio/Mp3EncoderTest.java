package io.voiceforge.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Mp3EncoderTest {

    @ParameterizedTest
    @ValueSource(ints = { 8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000 })
    void writesNothingButFramesThatLastAsLongAsTheSound(int rate) {
        // Given
        int samples = rate * 2 + 17;

        // When
        Mp3 mp3 = Mp3.parse(encode(rate, Sound.sine(rate, 440, samples), 1000));

        // Then
        assertThat(mp3.sampleRateHertz()).isEqualTo(rate);
        assertThat(mp3.frames() * mp3.samplesPerFrame()).isBetween(samples + Mp3.DELAY_SAMPLES,
                samples + Mp3.DELAY_SAMPLES + 2 * mp3.samplesPerFrame());
    }

    @Test
    void losesNeitherTheBeginningNorTheEnd() {
        // Given silence with a short tone at each end
        int rate = 24_000;
        short[] tone = Sound.sine(rate, 1000, 960);
        byte[] mp3 = encode(rate, Sound.join(tone, new short[rate], tone), 777);

        // When
        short[] decoded = Mp3.decode(mp3);

        // Then both are where they were, after the delay of every MP3 decoder
        int first = Mp3.DELAY_SAMPLES;
        int last = first + 960 + rate;
        double level = Sound.level(tone, 0, 960);
        assertThat(Sound.decibels(Sound.level(decoded, first, first + 960), level)).isCloseTo(0, within(1.0));
        assertThat(Sound.decibels(Sound.level(decoded, last, last + 960), level)).isCloseTo(0, within(1.0));
        assertThat(Sound.decibels(Sound.level(decoded, first + 3000, last - 3000), level)).isLessThan(-50);
    }

    @Test
    void encodesASoundOfOneSample() {
        byte[] mp3 = encode(24_000, new short[] { 1000 }, 1);

        assertThat(Mp3.parse(mp3).frames()).isBetween(1, 4);
    }

    @Test
    void givesTheSameBytesHoweverTheSamplesAreSplit() {
        short[] sound = Sound.sine(16_000, 440, 20_000);

        assertThat(encode(16_000, sound, 37)).isEqualTo(encode(16_000, sound, 20_000));
    }

    @Test
    void encodesSeveralStreamsAtOnce() {
        // Given
        short[] sound = Sound.sine(24_000, 440, 48_000);
        byte[] alone = encode(24_000, sound, 4096);

        // When
        List<byte[]> together = IntStream.range(0, 8).parallel().mapToObj(i -> encode(24_000, sound, 4096)).toList();

        // Then
        assertThat(together).allSatisfy(mp3 -> assertThat(mp3).isEqualTo(alone));
    }

    @ParameterizedTest
    @CsvSource({ "8000,8000", "8001,11025", "16000,16000", "24000,24000", "24001,32000", "48000,48000", "48001,48000",
            "192000,48000" })
    void keepsTheRateOrTakesTheNextOne(int rate, int expected) {
        assertThat(Mp3Encoder.rateFor(rate)).isEqualTo(expected);
    }

    private static byte[] encode(int rate, short[] sound, int blockSamples) {
        return Sound.encode(new Mp3Encoder(rate, Mp3Encoder.KILOBITS_PER_SECOND), sound, blockSamples);
    }
}
