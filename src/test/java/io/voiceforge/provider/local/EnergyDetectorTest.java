package io.voiceforge.provider.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.voiceforge.audio.Resampler;
import io.voiceforge.provider.local.EnergyDetector.Span;
import io.voiceforge.voice.Voice.Gender;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnergyDetectorTest {

    private static final int RATE = 16_000;
    /** They begin and end loudly enough for noise of -45 dBFS, and have no pause inside. */
    private static final List<String> SENTENCES = List.of("Hello from VoiceForge",
            "The quick brown fox jumps over the lazy dog",
            "She sells sea shells by the sea shore", "I am all alone in a warm room", "Please bring me a glass of water",
            "Tell my brother what we did today");

    private final FreeTtsEngine engine = new FreeTtsEngine(1);

    @AfterAll
    void close() {
        engine.close();
    }

    @ParameterizedTest
    @CsvSource({ "8000,none", "16000,none", "44100,none", "48000,none", "8000,-60", "16000,-60", "44100,-60", "48000,-60",
            "8000,-45", "16000,-45", "44100,-45", "48000,-45", "22050,-60", "11025,-45", "192000,-60" })
    void findsSentencesBetweenPauses(int rate, String noiseDecibels) {
        // Given sentences that begin and end 40 dB below their own peak
        Recording recording = new Recording(rate);
        List<Span> truth = new ArrayList<>();
        double[] pauses = { 0.4, 0.6, 1.5, 0.4, 2, 0.5 };
        recording.silence(0.7);
        for (int i = 0; i < SENTENCES.size(); i++) {
            double start = recording.seconds();
            recording.add(resample(trimmed(speak(SENTENCES.get(i))), rate));
            truth.add(new Span(start, recording.seconds(), 1));
            recording.silence(pauses[i]);
        }
        if (!noiseDecibels.equals("none")) {
            recording.noise(Double.parseDouble(noiseDecibels), 1);
        }

        // Then
        List<Span> found = recording.detect(0.5);
        assertThat(found).hasSameSizeAs(truth);
        for (int i = 0; i < truth.size(); i++) {
            assertThat(found.get(i).start()).as("start of %d", i).isCloseTo(truth.get(i).start(), within(0.05));
            assertThat(found.get(i).end()).as("end of %d", i).isCloseTo(truth.get(i).end(), within(0.05));
            assertThat(found.get(i).confidence()).isBetween(0.9, 1.0);
        }
    }

    @Test
    void takesSpeechWithoutAPauseAsAWhole() {
        for (String sentence : SENTENCES) {
            Recording recording = new Recording(RATE).add(trimmed(speak(sentence)));

            assertThat(recording.detect(0.5)).as(sentence).singleElement().satisfies(span -> {
                assertThat(span.start()).isCloseTo(0, within(0.05));
                assertThat(span.end()).isCloseTo(recording.seconds(), within(0.05));
            });
        }
    }

    @ParameterizedTest
    @CsvSource({ "8000,0", "8000,-60", "48000,-50", "44100,-60", "12345,-60" })
    void findsTheBordersOfTones(int rate, double noiseDecibels) {
        // Given tones of 80 ms and more, in places that no frame begins at
        Recording recording = new Recording(rate);
        recording.silence(0.503).tone(440, 0.08, 0.3).silence(0.297).tone(1000, 1.204, 0.1).silence(0.251).tone(300, 0.333, 0.9)
                .silence(1);
        if (noiseDecibels < 0) {
            recording.noise(noiseDecibels, 2);
        }

        // Then
        List<Span> found = recording.detect(0.5);
        double[] borders = { 0.503, 0.583, 0.88, 2.084, 2.335, 2.668 };
        assertThat(found).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(found.get(i).start()).isCloseTo(borders[2 * i], within(0.012));
            assertThat(found.get(i).end()).isCloseTo(borders[2 * i + 1], within(0.012));
        }
    }

    @Test
    void joinsWhatShortPausesPartAndDropsShortBursts() {
        Recording recording = new Recording(RATE);
        recording.silence(0.5).tone(440, 0.3, 0.3).silence(0.15).tone(440, 0.3, 0.3);
        recording.silence(0.5).tone(440, 0.03, 0.9).silence(0.5).noise(-60, 3);

        assertThat(recording.detect(0.5)).singleElement().satisfies(span -> {
            assertThat(span.start()).isCloseTo(0.5, within(0.012));
            assertThat(span.end()).isCloseTo(1.25, within(0.012));
        });
    }

    @Test
    void hearsNothingInSilence() {
        assertThat(new Recording(RATE).detect(0.5)).isEmpty();
        assertThat(new Recording(RATE).add(new short[50]).detect(0.5)).isEmpty();
        assertThat(new Recording(RATE).silence(3).detect(0)).isEmpty();
        short[] offset = new short[RATE];
        Arrays.fill(offset, (short) 12_000);
        assertThat(new Recording(RATE).add(offset).detect(0.5)).isEmpty();
        // the last bit, now and then
        Random random = new Random(4);
        short[] dither = new short[RATE * 3];
        for (int i = 0; i < dither.length; i++) {
            dither[i] = (short) (random.nextInt(200) == 0 ? 1 : 0);
        }
        assertThat(new Recording(RATE).add(dither).detect(0.5)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = { 8000, 16_000, 48_000 })
    void hearsNothingInNoise(int rate) {
        for (double decibels : new double[] { -70, -45, -20 }) {
            assertThat(new Recording(rate).silence(10).noise(decibels, 5).detect(0.5)).isEmpty();
        }
        assertThat(new Recording(rate).tone(50, 10, 0.2).noise(-50, 6).detect(0.5)).isEmpty();
        assertThat(new Recording(rate).tone(1000, 10, 0.2).detect(0.5)).isEmpty();
        // a codec's padding makes no contrast
        assertThat(new Recording(rate).silence(5).noise(-30, 7).silence(0.05).detect(0.5)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = { -200, -60, -40 })
    void hearsNothingInClicks(double noiseDecibels) {
        // Given four clicks a second, of two samples each
        Recording recording = new Recording(RATE);
        for (int i = 0; i < 40; i++) {
            recording.silence(0.2499).add(new short[] { 30_000, -30_000 });
        }

        assertThat(recording.noise(noiseDecibels, 8).detect(0.5)).isEmpty();
    }

    @Test
    void asksForLouderSpeechWithAHigherThreshold() {
        // Given somebody near and somebody 20 dB more quiet
        Recording recording = new Recording(RATE).silence(1).tone(440, 1, 0.5).silence(1).tone(440, 1, 0.05).silence(1);
        recording.noise(-50, 9);

        assertThat(recording.detect(0.2)).hasSize(2);
        assertThat(recording.detect(0.5)).hasSize(2);
        assertThat(recording.detect(0.9)).hasSize(1);
        assertThat(recording.detect(0)).hasSize(1).first()
                .satisfies(all -> assertThat(all.end() - all.start()).isGreaterThan(4.9));
    }

    @Test
    @Tag("slow")
    void findsASecondOfSpeechInAnHour() {
        Recording recording = new Recording(8000).silence(3000).tone(440, 1, 0.3).silence(599).noise(-60, 10);

        assertThat(recording.detect(0.5)).singleElement().satisfies(span -> {
            assertThat(span.start()).isCloseTo(3000, within(0.012));
            assertThat(span.end()).isCloseTo(3001, within(0.012));
        });
    }

    @Property(tries = 200)
    void givesSegmentsInOrderApartAndInsideHoweverTheSamplesAreSplit(@ForAll long seed,
            @ForAll @IntRange(min = 8000, max = 48_000) int rate, @ForAll @DoubleRange(max = 1) double threshold) {
        // Given
        Recording recording = random(seed, rate);
        List<Span> spans = recording.detect(threshold);

        // Then
        double end = -1;
        for (Span span : spans) {
            assertThat(span.start()).isGreaterThan(end);
            assertThat(span.end()).isGreaterThan(span.start());
            assertThat(span.confidence()).isBetween(0.0, 1.0);
            end = span.end();
        }
        assertThat(end).isLessThanOrEqualTo(recording.seconds());
        EnergyDetector split = new EnergyDetector(rate);
        Random random = new Random(seed);
        for (int from = 0; from < recording.samples.length;) {
            int to = Math.min(recording.samples.length, from + 1 + random.nextInt(9000));
            split.accept(Arrays.copyOfRange(recording.samples, from, to));
            from = to;
        }
        assertThat(split.segments(threshold)).isEqualTo(spans).isEqualTo(split.segments(threshold));
    }

    @Property(tries = 200)
    void givesALouderCopyTheSameSegments(@ForAll long seed, @ForAll @IntRange(min = 8000, max = 48_000) int rate,
            @ForAll @IntRange(min = 1, max = 2) int bits, @ForAll @DoubleRange(max = 1) double threshold) {
        Recording recording = random(seed, rate);
        Recording louder = new Recording(rate).add(recording.samples);
        for (int i = 0; i < louder.samples.length; i++) {
            louder.samples[i] <<= bits;
        }

        assertThat(louder.detect(threshold)).isEqualTo(recording.detect(threshold));
    }

    /** Tones of up to -14 dBFS and pauses, some in noise; loud enough to be heard, low enough to be made four times as loud. */
    private static Recording random(long seed, int rate) {
        Random random = new Random(seed);
        Recording recording = new Recording(rate);
        for (int i = random.nextInt(6); i >= 0; i--) {
            recording.silence(random.nextDouble());
            recording.tone(100 + random.nextInt(2000), random.nextDouble(), 0.02 + 0.16 * random.nextDouble());
        }
        return random.nextBoolean() ? recording : recording.noise(-40 - random.nextInt(30), seed);
    }

    private short[] speak(String text) {
        byte[] pcm = Pcm.join(engine.speak(text, Pcm.voice(Gender.MALE), 1).collect().asList().await().indefinitely());
        short[] samples = new short[pcm.length / 2];
        ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }

    /** Without what is more than 40 dB below the peak at either end. */
    private static short[] trimmed(short[] samples) {
        int peak = 0;
        for (short sample : samples) {
            peak = Math.max(peak, Math.abs(sample));
        }
        int start = 0;
        while (Math.abs(samples[start]) * 100 < peak) {
            start++;
        }
        int end = samples.length;
        while (Math.abs(samples[end - 1]) * 100 < peak) {
            end--;
        }
        return Arrays.copyOfRange(samples, start, end);
    }

    private static short[] resample(short[] samples, int rate) {
        Resampler resampler = new Resampler(RATE, rate);
        return new Recording(rate).add(resampler.resample(samples)).add(resampler.finish()).samples;
    }

    private static final class Recording {

        private final int rate;
        private short[] samples = {};

        Recording(int rate) {
            this.rate = rate;
        }

        double seconds() {
            return (double) samples.length / rate;
        }

        Recording add(short[] more) {
            int length = samples.length;
            samples = Arrays.copyOf(samples, length + more.length);
            System.arraycopy(more, 0, samples, length, more.length);
            return this;
        }

        Recording silence(double seconds) {
            return add(new short[(int) Math.round(seconds * rate)]);
        }

        Recording tone(double hertz, double seconds, double level) {
            short[] tone = new short[(int) Math.round(seconds * rate)];
            for (int i = 0; i < tone.length; i++) {
                tone[i] = (short) Math.round(level * Short.MAX_VALUE * Math.sin(2 * Math.PI * hertz * i / rate));
            }
            return add(tone);
        }

        /** White noise on all that is there. */
        Recording noise(double decibels, long seed) {
            Random random = new Random(seed);
            double level = 32_768 * Math.pow(10, decibels / 20);
            for (int i = 0; i < samples.length; i++) {
                samples[i] = (short) Math.max(-32_768,
                        Math.min(32_767, samples[i] + Math.round(random.nextGaussian() * level)));
            }
            return this;
        }

        List<Span> detect(double threshold) {
            EnergyDetector detector = new EnergyDetector(rate);
            detector.accept(samples);
            return detector.segments(threshold);
        }
    }
}
