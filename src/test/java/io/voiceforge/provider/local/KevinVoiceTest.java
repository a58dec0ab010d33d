package io.voiceforge.provider.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KevinVoiceTest {

    private static final String SENTENCE = "Hello there, the quick brown fox jumps over the lazy dog in the afternoon.";
    private static KevinVoice voice;

    @BeforeAll
    static void makeVoice() {
        voice = new KevinVoice();
    }

    @Test
    void speaks() {
        byte[] pcm = voice.synthesize("Hello from VoiceForge", false, 1);

        assertThat(seconds(pcm)).isBetween(1.0, 3.0);
        assertThat(Pcm.rms(pcm)).isGreaterThan(500);
        // Samples in the wrong byte order are noise: then there is no fundamental.
        assertThat(Pcm.fundamentalHertz(pcm, 16_000)).isBetween(70.0, 130.0);
    }

    @Test
    void speedChangesTheDuration() {
        double normal = seconds(voice.synthesize(SENTENCE, false, 1));

        assertThat(seconds(voice.synthesize(SENTENCE, false, 2)) / normal).isCloseTo(0.5, within(0.05));
        assertThat(seconds(voice.synthesize(SENTENCE, false, 4)) / normal).isCloseTo(0.25, within(0.05));
        assertThat(seconds(voice.synthesize(SENTENCE, false, 0.25)) / normal).isCloseTo(4, within(0.2));
    }

    @Test
    void aWomanSpeaksHigherAndTheNextManAsBefore() {
        byte[] man = voice.synthesize(SENTENCE, false, 1);
        byte[] woman = voice.synthesize(SENTENCE, true, 1);

        assertThat(Pcm.fundamentalHertz(man, 16_000)).isBetween(80.0, 110.0);
        assertThat(Pcm.fundamentalHertz(woman, 16_000)).isBetween(145.0, 180.0);
        assertThat(seconds(woman)).isCloseTo(seconds(man), within(0.1));
        assertThat(voice.synthesize(SENTENCE, false, 1)).isEqualTo(man);
    }

    @Test
    void speaksWhatItsNumberRulesFailOn() {
        assertThat(Pcm.rms(voice.synthesize("$,22.92141", false, 1))).isGreaterThan(500);
    }

    @Test
    @Tag("slow")
    void survivesAnythingAndPrintsNothing() {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream trap = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(trap);
        System.setErr(trap);
        try {
            oddTexts().forEach(this::speakAll);
            Random random = new Random(7);
            List<String> alphabets = List.of("abcdefghijklmnopqrstuvwxyz", "bcdfghjklmnpqrstvwxz ", "aeiouyhwng' ", "IVXLCDM. ",
                    "0123456789,.$- ", "\"'`()[]{}<>/\\.,;:!?-_*#@&%+=~|^ab1 \n\t");
            for (int i = 0; i < 3000; i++) {
                speakAll(random(random, alphabets.get(i % alphabets.size())));
            }
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private void speakAll(String text) {
        for (String chunk : TextChunker.split(LatinText.fold(text), FreeTtsEngine.CHUNK_CHARS)) {
            if (LatinText.hasWord(chunk)) {
                long start = System.nanoTime();
                byte[] pcm = voice.synthesize(chunk, false, 4);
                assertThat(pcm).as(chunk).hasSizeGreaterThan(1000);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).as(chunk).isLessThan(Duration.ofSeconds(30));
            }
        }
    }

    private static List<String> oddTexts() {
        return List.of("7".repeat(500), "0".repeat(500), "a".repeat(500), "bcdfg".repeat(200), "\u0001\u0000 hi \u001b[31m",
                "\ud83d\ude00 hi \ud83d", "<speak><break time=\"1s\"/>hi</speak>", "https://example.com/a_b?c=d&e=f#g",
                "\"unbalanced ('quotes", "a ... ?! , - b", "'s", "$", "$-1 $1,2,3 $.5 $$$ $a", "1/2 2024-01-01 12:30 3rd XVII",
                "00 0 000.000", "-5 +5 5- 1e5 A1B2 MP3", "I.B.M. U.S. e.g. Dr. St. CA 12345", "Bach hm hmm pfft zh ng nguyen",
                "a\u200bb\ufeffc", "\u0301\u0301", "''''a", "x-", "1,000,000,000,000,000,000,000,000", "0.000000000000000001");
    }

    private static String random(Random random, String alphabet) {
        return random.ints(1 + random.nextInt(random.nextInt(10) == 0 ? 300 : 25), 0, alphabet.length())
                .collect(StringBuilder::new, (s, i) -> s.append(alphabet.charAt(i)), StringBuilder::append).toString();
    }

    private static double seconds(byte[] pcm) {
        return pcm.length / 2.0 / KevinVoice.SAMPLE_RATE_HERTZ;
    }
}
