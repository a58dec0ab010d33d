package io.voiceforge.vad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SpeechSegmenterTest {

    private static final int WINDOW = SileroVad.WINDOW_SAMPLES;
    private static final int MILLI = SileroVad.RATE_HERTZ / 1000;

    @Test
    void segmentHasPaddingAndTheMeanProbabilityOfItsWindows() {
        // Given 320 ms of silence, 640 ms of speech, 320 ms of silence
        List<Float> stream = stream(10, 0.1f, 10, 0.9f, 10, 0.7f, 10, 0.1f);

        assertThat(segments(stream, SegmentRules.withThreshold(0.5))).singleElement().satisfies(segment -> {
            assertThat(segment.start()).isEqualTo(10 * WINDOW - 30 * MILLI);
            assertThat(segment.end()).isEqualTo(30 * WINDOW + 30 * MILLI);
            assertThat(segment.confidence()).isCloseTo(0.8, within(1e-6));
        });
    }

    @Test
    void speechEndsOnlyWellBelowTheThreshold() {
        List<Float> stream = stream(10, 0.1f, 10, 0.6f, 20, 0.36f, 10, 0.6f, 20, 0.34f);

        assertThat(segments(stream, SegmentRules.withThreshold(0.5))).singleElement()
                .satisfies(segment -> assertThat(segment.end()).isEqualTo(50 * WINDOW + 30 * MILLI));
    }

    @Test
    void shortSilenceAndShortSpeechDoNotCount() {
        // Given a pause of 96 ms within speech, and after it 224 ms of speech alone
        List<Float> stream = stream(10, 0f, 10, 1f, 3, 0f, 10, 1f, 20, 0f, 7, 1f, 20, 0f);

        assertThat(segments(stream, SegmentRules.withThreshold(0.5))).singleElement()
                .satisfies(segment -> assertThat(segment.end()).isEqualTo(33 * WINDOW + 30 * MILLI));
    }

    @Test
    void segmentsShareWhatIsTooShortForTheirPadding() {
        // Given a pause of 320 ms, and 200 ms of padding on either side
        List<Float> stream = stream(20, 1f, 10, 0f, 20, 1f);

        List<SpeechSegment> found = segments(stream, new SegmentRules(0.5, 250, 100, 200));

        assertThat(found).extracting(SpeechSegment::start).containsExactly(0L, 25L * WINDOW);
        assertThat(found).extracting(SpeechSegment::end).containsExactly(25L * WINDOW, 50L * WINDOW);
    }

    @Test
    void speechUnderWayIsKnownAtOnce() {
        SpeechSegmenter segmenter = new SpeechSegmenter(SegmentRules.withThreshold(0.5), segment -> {
        });
        segmenter.accept(0.1f);
        assertThat(segmenter.speakingSince()).isEmpty();
        segmenter.accept(0.9f);
        assertThat(segmenter.speakingSince()).hasValue(WINDOW);
        for (int i = 0; i < 4; i++) {
            segmenter.accept(0.1f);
            assertThat(segmenter.speakingSince()).hasValue(WINDOW);
        }
        segmenter.accept(0.1f);
        assertThat(segmenter.speakingSince()).isEmpty();
    }

    @Property(tries = 2000)
    void sameSegmentsAsSilerosOwnLoop(@ForAll("streams") List<Float> stream, @ForAll("rules") SegmentRules rules,
            @ForAll @IntRange(min = 1, max = WINDOW) int lastSamples) {
        long samples = Math.max(0, (stream.size() - 1L) * WINDOW + lastSamples);

        List<SpeechSegment> found = segments(stream, rules, samples);

        assertThat(found).extracting(segment -> List.of(segment.start(), segment.end()))
                .isEqualTo(silero(stream, rules, samples));
    }

    @Property(tries = 2000)
    void segmentsAreInOrderAndWithinTheAudio(@ForAll("streams") List<Float> stream, @ForAll("rules") SegmentRules rules,
            @ForAll @IntRange(min = 1, max = WINDOW) int lastSamples) {
        long samples = (stream.size() - 1L) * WINDOW + lastSamples;
        long end = 0;
        for (SpeechSegment segment : segments(stream, rules, samples)) {
            assertThat(segment.start()).isGreaterThanOrEqualTo(end).isLessThan(segment.end());
            assertThat(segment.confidence()).isBetween(0.0, 1.0);
            end = segment.end();
        }
        assertThat(end).isLessThanOrEqualTo(samples);
    }

    @Property(tries = 8)
    void piecesDoNotMatter(@ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 9000) Integer> pieces) {
        SileroNetwork network = Network.NETWORK;
        short[] signal = SpeechLikeSignal.samples(30_001);
        for (int rate : new int[] { 8000, 16_000, 44_100 }) {
            List<SpeechSegment> whole = new ArrayList<>();
            SpeechDetector detector = new SpeechDetector(network, rate, SegmentRules.withThreshold(0.5), whole::add);
            detector.accept(signal);
            detector.finish();

            List<SpeechSegment> found = new ArrayList<>();
            detector = new SpeechDetector(network, rate, SegmentRules.withThreshold(0.5), found::add);
            for (int from = 0, i = 0; from < signal.length; i++) {
                int to = Math.min(signal.length, from + pieces.get(i % pieces.size()));
                detector.accept(Arrays.copyOfRange(signal, from, to));
                from = to;
            }
            detector.finish();

            assertThat(found).isEqualTo(whole);
            assertThat(rate == 16_000 ? whole : List.of(1)).isNotEmpty();
        }
    }

    private static final class Network {
        private static final SileroNetwork NETWORK = SileroNetwork.load();
    }

    @Provide
    Arbitrary<List<Float>> streams() {
        Arbitrary<Float> any = Arbitraries.floats().between(0, 1);
        Arbitrary<Float> extremes = Arbitraries.of(0f, 0.005f, 0.34f, 0.35f, 0.36f, 0.5f, 0.51f, 1f);
        Arbitrary<List<Float>> runs = Combinators.combine(extremes, Arbitraries.integers().between(1, 30))
                .as((value, length) -> Collections.nCopies(length, value)).list().ofMaxSize(20)
                .map(lists -> lists.stream().flatMap(List::stream).toList());
        return Arbitraries.oneOf(Arbitraries.oneOf(any, extremes).list().ofMaxSize(200), runs)
                .filter(stream -> !stream.isEmpty());
    }

    @Provide
    Arbitrary<SegmentRules> rules() {
        return Combinators.combine(Arbitraries.of(0, 0.005, 0.1, 0.5, 0.9, 1).map(Number::doubleValue),
                Arbitraries.of(0, 32, 250, 1000),
                Arbitraries.of(0, 64, 100, 500), Arbitraries.of(0, 30, 300)).as(SegmentRules::new);
    }

    private static List<Float> stream(Object... runs) {
        List<Float> stream = new ArrayList<>();
        for (int i = 0; i < runs.length; i += 2) {
            for (int count = 0; count < (int) runs[i]; count++) {
                stream.add((float) runs[i + 1]);
            }
        }
        return stream;
    }

    private static List<SpeechSegment> segments(List<Float> stream, SegmentRules rules) {
        return segments(stream, rules, (long) stream.size() * WINDOW);
    }

    private static List<SpeechSegment> segments(List<Float> stream, SegmentRules rules, long samples) {
        List<SpeechSegment> found = new ArrayList<>();
        SpeechSegmenter segmenter = new SpeechSegmenter(rules, found::add);
        stream.forEach(segmenter::accept);
        segmenter.finish(samples);
        return found;
    }

    /** The rules as Silero describes them, over the whole recording in two passes: first the speech, then its padding. */
    private static List<List<Long>> silero(List<Float> stream, SegmentRules rules, long samples) {
        double low = Math.max(rules.threshold() - 0.15, Math.min(rules.threshold(), 0.01));
        List<long[]> speech = new ArrayList<>();
        long start = -1;
        long quiet = -1;
        for (int window = 0; window < stream.size(); window++) {
            long at = (long) window * WINDOW;
            float probability = stream.get(window);
            if (probability >= rules.threshold()) {
                quiet = -1;
                start = start < 0 ? at : start;
            } else if (start >= 0 && probability < low) {
                quiet = quiet < 0 ? at : quiet;
                if (at - quiet >= (long) rules.minSilenceMillis() * MILLI) {
                    speech.add(new long[] { start, quiet });
                    start = quiet = -1;
                }
            }
        }
        if (start >= 0) {
            speech.add(new long[] { start, samples });
        }
        speech.removeIf(segment -> segment[1] - segment[0] <= (long) rules.minSpeechMillis() * MILLI);
        long padding = (long) rules.paddingMillis() * MILLI;
        for (int i = 0; i < speech.size(); i++) {
            long[] segment = speech.get(i);
            if (i == 0) {
                segment[0] = Math.max(0, segment[0] - padding);
            }
            if (i == speech.size() - 1) {
                segment[1] = Math.min(samples, segment[1] + padding);
            } else {
                long[] next = speech.get(i + 1);
                long share = Math.min(padding, (next[0] - segment[1]) / 2);
                segment[1] += share;
                next[0] -= share;
            }
        }
        return speech.stream().map(segment -> List.of(segment[0], segment[1])).toList();
    }
}
