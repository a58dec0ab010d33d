package io.voiceforge.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class OggOpusEncoderTest {

    private static final int SERIAL = 0xCAFE_BABE;

    @ParameterizedTest
    @ValueSource(ints = { 8000, 12_000, 16_000, 24_000, 48_000 })
    void keepsLengthPlaceAndLevel(int rate) {
        for (int samples : new int[] { 1, rate / 50 - 1, rate / 50, rate / 10, rate * 2 + 17 }) {
            // Given a voice's harmonics
            short[] sound = voice(rate, samples);

            // When
            Ogg ogg = Ogg.parse(encode(rate, sound, 1000));
            short[] decoded = ogg.decodeOpus(rate);

            // Then
            assertThat(ogg.serial()).isEqualTo(SERIAL);
            assertThat(decoded).hasSize(samples);
            // the library's own decoder, which only tests use, is wrong about the mode that encoders like best above 16 kHz
            if (samples > rate && rate <= 16_000) {
                assertThat(Sound.decibels(Sound.level(decoded, 0, samples), Sound.level(sound, 0, samples)))
                        .isCloseTo(0, within(0.5));
                assertThat(correlation(decoded, sound)).isGreaterThan(0.97);
            }
        }
    }

    @Test
    void losesNeitherTheBeginningNorTheEnd() {
        // Given silence with a short tone at each end
        int rate = 16_000;
        short[] tone = Sound.sine(rate, 1000, 960);

        // When
        short[] decoded = Ogg.parse(encode(rate, Sound.join(tone, new short[rate], tone), 777)).decodeOpus(rate);

        // Then
        double level = Sound.level(tone, 0, 960);
        assertThat(decoded).hasSize(rate + 2 * 960);
        assertThat(Sound.decibels(Sound.level(decoded, 0, 960), level)).isCloseTo(0, within(1.5));
        assertThat(Sound.decibels(Sound.level(decoded, rate + 960, rate + 1920), level)).isCloseTo(0, within(1.5));
        assertThat(Sound.decibels(Sound.level(decoded, 2000, rate - 100), level)).isLessThan(-40);
    }

    @Test
    void givesPagesOf100MsAsSoonAsTheyAreFull() {
        // Given
        OggOpusEncoder encoder = new OggOpusEncoder(16_000, OggOpusEncoder.KILOBITS_PER_SECOND, SERIAL);

        // Then the headers with the first sample, and a page each fifth packet
        assertThat(Ogg.pages(encoder.encode(new short[1]))).isEqualTo(2);
        assertThat(encoder.encode(new short[1598])).isEmpty();
        assertThat(Ogg.pages(encoder.encode(new short[1]))).isEqualTo(1);
        assertThat(Ogg.pages(encoder.encode(new short[16_000]))).isEqualTo(10);
        assertThat(Ogg.pages(encoder.finish())).isEqualTo(1);
    }

    @Test
    void takesAbout32KilobitsASecond() {
        assertThat(encode(24_000, voice(24_000, 240_000), 4096).length * 8 / 10).isBetween(20_000, 40_000);
    }

    @Test
    void givesTheSameBytesHoweverTheSamplesAreSplit() {
        short[] sound = voice(16_000, 20_000);

        assertThat(encode(16_000, sound, 37)).isEqualTo(encode(16_000, sound, 20_000));
    }

    @Test
    void encodesSeveralStreamsAtOnce() {
        // Given
        short[] sound = voice(24_000, 48_000);
        byte[] alone = encode(24_000, sound, 4096);

        // When
        List<byte[]> together = IntStream.range(0, 8).parallel().mapToObj(i -> encode(24_000, sound, 4096)).toList();

        // Then
        assertThat(together).allSatisfy(opus -> assertThat(opus).isEqualTo(alone));
    }

    @Test
    void survivesNoiseAtFullScale() {
        short[] noise = new short[48_000];
        Random random = new Random(1);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = random.nextBoolean() ? Short.MAX_VALUE : Short.MIN_VALUE;
        }

        for (int rate : new int[] { 8000, 12_000, 16_000, 24_000, 48_000 }) {
            assertThat(Ogg.parse(encode(rate, noise, 5000)).decodeOpus(rate)).hasSize(noise.length);
        }
    }

    @ParameterizedTest
    @CsvSource({ "8000,8000", "8001,12000", "16000,16000", "22050,24000", "24001,48000", "44100,48000", "48001,48000",
            "192000,48000" })
    void keepsTheRateOrTakesTheNextOne(int rate, int expected) {
        assertThat(OggOpusEncoder.rateFor(rate)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({ "8000,24000", "12000,1", "16000,48017", "24000,240", "48000,100000" })
    void isWhatOthersRead(int rate, int samples) {
        // Given
        short[] sound = voice(rate, samples);
        byte[] opus = encode(rate, sound, 1000);

        // When
        String seconds = Tool.in(directory -> {
            Files.write(directory.resolve("sound.ogg"), opus);
            return new String(Tool.run(directory, List.of("ffprobe", "-v", "error", "-show_entries", "format=duration", "-of",
                    "csv=p=0", "sound.ogg")));
        });
        byte[] decoded = Tool.in(directory -> {
            Files.write(directory.resolve("sound.ogg"), opus);
            return Tool.run(directory, List.of("ffmpeg", "-v", "error", "-xerror", "-err_detect", "explode", "-i", "sound.ogg",
                    "-f", "s16le", "-ar", "48000", "pipe:1"));
        });

        // Then ffprobe counts what is to be skipped, too
        assertThat(Double.parseDouble(seconds)).isCloseTo((double) samples / rate, within(0.01));
        assertThat(decoded.length / 2).isEqualTo(samples * (48_000 / rate));
        if (samples > rate) {
            short[] expected = voice(48_000, samples * (48_000 / rate));
            short[] actual = Sound.samples(decoded);
            assertThat(correlation(actual, expected)).isGreaterThan(0.97);
            assertThat(Sound.decibels(Sound.level(actual, 0, actual.length), Sound.level(expected, 0, actual.length)))
                    .isCloseTo(0, within(0.5));
        }
        assertThat(AudioHeaders.durationMillis(opus, opus, opus.length)).hasValue(samples * 1000L / rate);
    }

    private static short[] voice(int rate, int samples) {
        short[] sound = new short[samples];
        for (int i = 0; i < samples; i++) {
            double time = (double) i / rate;
            double value = 0;
            for (int harmonic = 1; harmonic <= 12; harmonic++) {
                value += Math.sin(2 * Math.PI * 130 * harmonic * time) / harmonic;
            }
            sound[i] = (short) (6000 * value * (1.2 + Math.sin(2 * Math.PI * 4 * time)) / 2);
        }
        return sound;
    }

    private static double correlation(short[] a, short[] b) {
        double product = 0;
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            product += (double) a[i] * b[i];
        }
        return product / (Sound.level(a, 0, a.length) * Sound.level(b, 0, b.length) * Math.max(a.length, b.length));
    }

    private static byte[] encode(int rate, short[] sound, int blockSamples) {
        return Sound.encode(new OggOpusEncoder(rate, OggOpusEncoder.KILOBITS_PER_SECOND, SERIAL), sound, blockSamples);
    }
}
