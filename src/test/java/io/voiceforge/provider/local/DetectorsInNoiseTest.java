package io.voiceforge.provider.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.voiceforge.audio.Resampler;
import io.voiceforge.audio.Telephone;
import io.voiceforge.vad.SegmentRules;
import io.voiceforge.vad.SileroNetwork;
import io.voiceforge.vad.SpeechDetector;
import io.voiceforge.voice.Voice.Gender;

/**
 * The two detectors on the same recordings: sentences with pauses between them, in noise. Writes the table in docs/voice-activity.md
 * to {@code target/voice-activity.md}.
 */
@Tag("slow")
class DetectorsInNoiseTest {

    private static final int RATE = 16_000;
    private static final int FRAME = RATE / 100;
    /** Where speech begins and ends is a matter of taste by as much. */
    private static final int COLLAR_FRAMES = 10;
    private static final SileroNetwork NETWORK = SileroNetwork.load();
    private static final List<String> SENTENCES = List.of("Hello from VoiceForge",
            "The quick brown fox jumps over the lazy dog",
            "She sells sea shells by the sea shore", "I am all alone in a warm room", "Please bring me a glass of water",
            "Tell my brother what we did today", "Could you call me back tomorrow at ten", "No");

    private record Recording(double[] samples, boolean[] speech) {

        Recording with(double[] noise, double decibels) {
            double[] sum = samples.clone();
            double scale = Math.sqrt(power(samples, speech) / power(noise, null)) / Math.pow(10, decibels / 20);
            Arrays.setAll(sum, i -> sum[i] + scale * noise[i]);
            return new Recording(sum, speech);
        }

        private static double power(double[] samples, boolean[] frames) {
            double sum = 0;
            long count = 0;
            for (int i = 0; i < samples.length; i++) {
                if (frames == null || frames[Math.min(frames.length - 1, i / FRAME)]) {
                    sum += samples[i] * samples[i];
                    count++;
                }
            }
            return sum / count;
        }

        short[] pcm() {
            short[] pcm = new short[samples.length];
            for (int i = 0; i < pcm.length; i++) {
                pcm[i] = (short) Math.max(-32_768, Math.min(32_767, Math.round(samples[i])));
            }
            return pcm;
        }
    }

    /** Shares of the frames with speech that are missed, and of those without that are taken for speech. */
    private record Score(double missed, double falseAlarms) {
    }

    @Test
    void networkHearsSpeechInNoiseAndNothingElse() throws IOException {
        Recording clean = recording();
        int length = clean.samples.length;
        Recording silent = new Recording(new double[length], new boolean[clean.speech.length]);
        Map<String, Recording> recordings = new LinkedHashMap<>();
        recordings.put("speech alone", clean);
        for (int decibels : new int[] { 20, 10, 5 }) {
            recordings.put("white noise, " + decibels + " dB", clean.with(white(length), decibels));
        }
        for (int decibels : new int[] { 20, 10, 5 }) {
            recordings.put("pink noise, " + decibels + " dB", clean.with(pink(length), decibels));
        }
        recordings.put("hum, 10 dB", clean.with(hum(length), 10));
        recordings.put("music-like tones, 10 dB", clean.with(music(length), 10));
        recordings.put("μ-law, 8 kHz", clean);
        recordings.put("μ-law, 8 kHz, white noise, 10 dB", clean.with(white(length), 10));
        recordings.put("silence alone", silent);
        recordings.put("white noise alone", new Recording(scaled(white(length), 1000), silent.speech));
        recordings.put("pink noise alone", new Recording(scaled(pink(length), 1000), silent.speech));
        recordings.put("hum alone", new Recording(scaled(hum(length), 3000), silent.speech));
        recordings.put("music-like tones alone", new Recording(scaled(music(length), 3000), silent.speech));

        StringBuilder table = new StringBuilder("""
                | recording | Silero: missed | false alarms | energy: missed | false alarms |
                |---|---|---|---|---|
                """);
        Map<String, Score> silero = new LinkedHashMap<>();
        long sileroNanos = 0;
        long energyNanos = 0;
        for (Map.Entry<String, Recording> entry : recordings.entrySet()) {
            boolean isTelephone = entry.getKey().startsWith("μ-law");
            short[] pcm = isTelephone ? Telephone.heard(entry.getValue().pcm(), RATE) : entry.getValue().pcm();
            int rate = isTelephone ? 8000 : RATE;
            long start = cpuNanos();
            Score network = score(entry.getValue(), silero(pcm, rate));
            long between = cpuNanos();
            Score energy = score(entry.getValue(), energy(pcm, rate));
            sileroNanos += between - start;
            energyNanos += cpuNanos() - between;
            silero.put(entry.getKey(), network);
            table.append("| ").append(entry.getKey()).append(cells(network)).append(cells(energy)).append(" |\n");
        }
        double seconds = recordings.size() * (double) length / RATE;
        table.append(String.format(Locale.ROOT, "| CPU time for a second of audio | %.1f ms | | %.2f ms | |%n",
                sileroNanos / 1e6 / seconds, energyNanos / 1e6 / seconds));
        Files.writeString(Path.of("target/voice-activity.md"), table);

        assertThat(sileroNanos / 1e6 / seconds).as("ms for a second of audio").isLessThan(100);
        silero.forEach((name, score) -> {
            if (!name.contains("alone") || name.startsWith("speech")) {
                assertThat(score.missed).as("missed in " + name).isLessThan(0.05);
            }
            // the network takes a moment to believe a short pause, and the longer the noisier it is
            assertThat(score.falseAlarms).as("false alarms in " + name).isLessThan(name.contains("alone") ? 0.02 : 0.2);
        });
    }

    private static String cells(Score score) {
        return String.format(Locale.ROOT, " | %s | %s", percent(score.missed), percent(score.falseAlarms));
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** In seconds. */
    private static List<double[]> silero(short[] pcm, int rate) {
        List<double[]> found = new ArrayList<>();
        SpeechDetector detector = new SpeechDetector(NETWORK, rate, SegmentRules.withThreshold(0.5),
                segment -> found.add(new double[] { segment.start() / 16_000.0, segment.end() / 16_000.0 }));
        detector.accept(pcm);
        detector.finish();
        return found;
    }

    private static List<double[]> energy(short[] pcm, int rate) {
        EnergyDetector detector = new EnergyDetector(rate);
        detector.accept(pcm);
        return detector.segments(0.5).stream().map(span -> new double[] { span.start(), span.end() }).toList();
    }

    private static Score score(Recording recording, List<double[]> found) {
        boolean[] heard = new boolean[recording.speech.length];
        for (double[] segment : found) {
            Arrays.fill(heard, (int) (segment[0] * 100), Math.min(heard.length, (int) Math.ceil(segment[1] * 100)), true);
        }
        int[] counts = new int[4];
        for (int i = 0; i < heard.length; i++) {
            if (!isNearABorder(recording.speech, i)) {
                counts[(recording.speech[i] ? 2 : 0) + (heard[i] ? 1 : 0)]++;
            }
        }
        return new Score((double) counts[2] / (counts[2] + counts[3]), (double) counts[1] / (counts[0] + counts[1]));
    }

    private static boolean isNearABorder(boolean[] speech, int frame) {
        int from = Math.max(0, frame - COLLAR_FRAMES);
        int to = Math.min(speech.length - 1, frame + COLLAR_FRAMES);
        return speech[from] != speech[frame] || speech[to] != speech[frame];
    }

    /** Both voices of FreeTTS, and two of espeak-ng where it is installed, 0.4 to 2 s apart. */
    private static Recording recording() {
        List<short[]> sentences = new ArrayList<>();
        try (FreeTtsEngine engine = new FreeTtsEngine(1)) {
            for (Gender gender : new Gender[] { Gender.MALE, Gender.FEMALE }) {
                SENTENCES.forEach(sentence -> sentences.add(trimmed(speak(engine, sentence, gender, RATE))));
            }
        }
        Optional<Path> espeak = EspeakEngine.find("espeak-ng", System.getenv("PATH"));
        espeak.ifPresent(program -> {
            try (EspeakEngine engine = new EspeakEngine(program,
                    voice -> voice.gender() == Gender.MALE ? "en-us" : "en-gb+f3", 1)) {
                for (Gender gender : new Gender[] { Gender.MALE, Gender.FEMALE }) {
                    SENTENCES.forEach(sentence -> sentences
                            .add(trimmed(speak(engine, sentence, gender, EspeakEngine.SAMPLE_RATE_HERTZ))));
                }
            }
        });
        return joined(sentences);
    }

    private static Recording joined(List<short[]> sentences) {
        double[] pauses = { 0.4, 0.6, 1.5, 0.4, 2, 0.8 };
        int length = RATE;
        for (int i = 0; i < sentences.size(); i++) {
            length += sentences.get(i).length + (int) (pauses[i % pauses.length] * RATE);
        }
        double[] samples = new double[length / FRAME * FRAME];
        boolean[] speech = new boolean[length / FRAME];
        int at = RATE;
        for (int i = 0; i < sentences.size(); i++) {
            short[] sentence = sentences.get(i);
            for (int k = 0; k < sentence.length && at + k < samples.length; k++) {
                samples[at + k] = sentence[k];
                speech[(at + k) / FRAME] = true;
            }
            at += sentence.length + (int) (pauses[i % pauses.length] * RATE);
        }
        return new Recording(samples, speech);
    }

    private static short[] speak(LocalEngine engine, String text, Gender gender, int rate) {
        byte[] pcm = Pcm
                .join(engine.speak(text, Pcm.voice(gender), 1).collect().asList().await().atMost(Duration.ofMinutes(1)));
        short[] samples = new short[pcm.length / 2];
        ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        Resampler resampler = new Resampler(rate, RATE);
        short[] begun = resampler.resample(samples);
        short[] rest = resampler.finish();
        short[] all = Arrays.copyOf(begun, begun.length + rest.length);
        System.arraycopy(rest, 0, all, begun.length, rest.length);
        return all;
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

    private static double[] white(int length) {
        Random random = new Random(1);
        double[] noise = new double[length];
        Arrays.setAll(noise, i -> random.nextGaussian());
        return noise;
    }

    /** White noise at twelve rates, each half of the one before: 3 dB less for each octave. */
    private static double[] pink(int length) {
        Random random = new Random(2);
        double[] rows = new double[12];
        double[] noise = new double[length];
        for (int i = 0; i < length; i++) {
            rows[Math.min(rows.length - 1, Integer.numberOfTrailingZeros(i + 1))] = random.nextGaussian();
            noise[i] = Arrays.stream(rows).sum();
        }
        return noise;
    }

    private static double[] hum(int length) {
        double[] noise = new double[length];
        Arrays.setAll(noise, i -> {
            double sum = 0;
            for (int harmonic = 1; harmonic <= 7; harmonic++) {
                sum += Math.sin(2 * Math.PI * 50 * harmonic * i / RATE) / harmonic;
            }
            return sum;
        });
        return noise;
    }

    /** Three notes at once, each with five harmonics, that fade for half a second. */
    private static double[] music(int length) {
        double[][] chords = { { 220, 277.2, 329.6 }, { 246.9, 311.1, 370 }, { 196, 246.9, 293.7 }, { 261.6, 329.6, 392 } };
        double[] noise = new double[length];
        Arrays.setAll(noise, i -> {
            double time = (double) i / RATE;
            double sum = 0;
            for (double hertz : chords[(int) (time * 2) % chords.length]) {
                for (int harmonic = 1; harmonic <= 5; harmonic++) {
                    sum += Math.sin(2 * Math.PI * hertz * harmonic * time) / harmonic;
                }
            }
            double within = time * 2 % 1;
            return sum * Math.min(1, within * 50) * Math.exp(-3 * within);
        });
        return noise;
    }

    private static double[] scaled(double[] samples, double level) {
        double scale = level / Math.sqrt(Recording.power(samples, null));
        return Arrays.stream(samples).map(sample -> scale * sample).toArray();
    }
}
