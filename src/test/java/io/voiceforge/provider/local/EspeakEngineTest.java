package io.voiceforge.provider.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.voice.Voice;
import io.voiceforge.voice.Voice.Gender;

@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class EspeakEngineTest {

    private static final Voice VOICE = Pcm.voice(Gender.FEMALE);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(1500);

    @TempDir
    Path dir;
    private EspeakEngine engine;

    @AfterEach
    void close() {
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void yieldsTheSamplesWithoutTheHeader() throws IOException {
        byte[] samples = wav(100_000);
        engine = fake("cat >/dev/null; cat speech.wav", LONG);

        List<Buffer> buffers = engine.speak("Hi", VOICE, 1).collect().asList().await().atMost(LONG);

        assertThat(Pcm.join(buffers)).isEqualTo(samples);
        assertThat(buffers).allSatisfy(b -> assertThat(b.length()).isBetween(2, 16_384).isEven());
    }

    @Test
    void textGoesOnlyToStandardInput() throws IOException {
        wav(1000);
        engine = fake("cat >stdin; printf '%s\\n' \"$@\" >args; env >env; cat speech.wav", LONG);
        String text = "--help -v x\n$(touch hacked) `id` ; rm -rf \"'\\ | & \u00e4\u0939\ud83d\ude00";

        engine.speak(text, VOICE, 1.2).collect().asList().await().atMost(LONG);

        assertThat(dir.resolve("stdin")).hasContent(text);
        assertThat(Files.readAllLines(dir.resolve("args"))).containsExactly("--stdin", "--stdout", "-b", "1", "-v", "en-us+f3",
                "-s", "210");
        // The shell adds variables of its own.
        assertThat(Files.readAllLines(dir.resolve("env")))
                .allMatch(line -> line.matches("(PATH|ESPEAK_DATA_PATH|PWD|OLDPWD|_|SHLVL)=.*"));
        assertThat(dir.resolve("hacked")).doesNotExist();
    }

    @Test
    void takesAwayWhatTheProgramWouldObey() throws IOException {
        wav(1000);
        engine = fake("cat >stdin; cat speech.wav", LONG);

        engine.speak("a\u0001b\u0000c [[h@l'oU]] [[[x", VOICE, 1).collect().asList().await().atMost(LONG);

        assertThat(dir.resolve("stdin")).hasContent("a b c [ [h@l'oU]] [ [ [x");
    }

    @Test
    void doesNotLockUpWhenTheProgramSpeaksBeforeItHasRead() throws IOException {
        byte[] samples = wav(1_000_000);
        engine = fake("cat speech.wav; cat >stdin", LONG);
        String text = "\u0939".repeat(40_000);

        byte[] pcm = Pcm.join(engine.speak(text, VOICE, 1).collect().asList().await().atMost(LONG));

        assertThat(pcm).isEqualTo(samples);
        assertThat(dir.resolve("stdin")).hasContent(text);
    }

    @Test
    void failsWhenTheProgramFails() throws IOException {
        engine = fake("exit 1", LONG);
        assertThat(code(read(100))).isEqualTo(ErrorCode.PROVIDER_FAILED);
    }

    @Test
    void failsWhenTheProgramSaysNothing() throws IOException {
        wav(0);
        engine = fake("cat speech.wav", LONG);
        assertThat(code(read(100))).isEqualTo(ErrorCode.PROVIDER_FAILED);
    }

    @Test
    void failsWhenTheProgramFailsInTheMiddle() throws IOException {
        wav(1000);
        engine = fake("cat speech.wav; exit 3", LONG);

        AssertSubscriber<Buffer> reader = read(100);

        assertThat(code(reader)).isEqualTo(ErrorCode.PROVIDER_FAILED);
        assertThat(reader.getItems()).isNotEmpty();
    }

    @Test
    void failsWhenTheProgramCannotBeStarted() {
        engine = new EspeakEngine(dir.resolve("missing"), voice -> "en", 1);

        assertThat(code(read(1))).isEqualTo(ErrorCode.PROVIDER_FAILED);
        // Again, not OVERLOADED: the place is free.
        assertThat(code(read(1))).isEqualTo(ErrorCode.PROVIDER_FAILED);
    }

    @Test
    void endsAProgramThatHangs() throws IOException {
        engine = fake("echo $$ >pid; exec sleep 60", SHORT);

        assertThat(code(read(1))).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);

        awaitEnd(pid("pid"));
    }

    @Test
    void endsTheChildrenOfAWrapperScript() throws IOException {
        engine = fake("sleep 60 & echo $! >child; echo $$ >pid; wait", SHORT);

        assertThat(code(read(1))).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);

        awaitEnd(pid("pid"));
        awaitEnd(pid("child"));
    }

    @Test
    void passesOnWhatTrickles() throws IOException {
        wav(0);
        engine = fake("cat speech.wav; for i in 1 2 3 4 5; do printf abc; sleep 0.2; done", Duration.ofSeconds(5));

        AssertSubscriber<Buffer> reader = read(100);

        reader.awaitCompletion(LONG);
        // The half sample at the very end is dropped.
        assertThat(new String(Pcm.join(reader.getItems()))).isEqualTo("abc".repeat(5).substring(0, 14));
        assertThat(reader.getItems()).hasSizeGreaterThan(1).allSatisfy(b -> assertThat(b.length()).isEven());
    }

    @Test
    void aSlowReaderMakesTheProgramWait() throws IOException {
        wav(0);
        engine = fake(
                "echo $$ >pid; cat speech.wav; i=0; while [ $i -lt 2000 ]; do head -c 16384 /dev/zero; i=$((i+1)); echo $i >>progress; done",
                LONG);

        AssertSubscriber<Buffer> reader = read(1);
        reader.awaitItems(1, LONG);

        // The pipe and the JDK's buffer hold less than eight pieces.
        await().during(Duration.ofMillis(500)).atMost(LONG)
                .until(() -> Files.readAllLines(dir.resolve("progress")).size() <= 8);
        assertThat(reader.getItems()).hasSize(1);
        reader.request(20).awaitItems(21, LONG);
        reader.cancel();
        // or it would go on writing while its folder is removed
        awaitEnd(pid("pid"));
    }

    @Test
    void waitsForItsReaderLongerThanForItsProgram() throws IOException {
        byte[] samples = wav(300_000);
        engine = fake("cat speech.wav", SHORT);
        AssertSubscriber<Buffer> reader = read(1);
        reader.awaitItems(1, LONG);

        await().during(SHORT.plusMillis(500)).until(() -> reader.getFailure() == null);

        assertThat(Pcm.join(reader.request(1000).awaitCompletion(LONG).getItems())).isEqualTo(samples);
    }

    @Test
    void cancelEndsTheProgramAndFreesItsPlace() throws IOException {
        wav(1000);
        engine = fake("echo $$ >pid; cat speech.wav; exec sleep 60", LONG);
        AssertSubscriber<Buffer> reader = read(1);
        reader.awaitItems(1, LONG);
        long pid = pid("pid");
        assertThat(code(read(1))).isEqualTo(ErrorCode.OVERLOADED);

        reader.cancel();

        awaitEnd(pid);
        await().atMost(LONG).until(() -> {
            AssertSubscriber<Buffer> next = read(1);
            await().until(() -> !next.getItems().isEmpty() || next.getFailure() != null);
            next.cancel();
            return next.getFailure() == null;
        });
    }

    @Test
    void cancelEndsAProgramThatIsBeingReadFrom() throws IOException {
        engine = fake("echo $$ >pid; exec sleep 60", LONG);
        AssertSubscriber<Buffer> reader = read(1);
        await().atMost(LONG).until(() -> Files.exists(dir.resolve("pid")) && Files.size(dir.resolve("pid")) > 0);

        reader.cancel();

        awaitEnd(pid("pid"));
        assertThat(reader.getFailure()).isNull();
    }

    @Test
    void cancelWithoutARequestStartsNothing() throws IOException {
        engine = fake("touch started", LONG);

        read(0).cancel();
        read(0).cancel();

        await().during(Duration.ofMillis(200)).until(() -> !Files.exists(dir.resolve("started")));
        assertThat(code(read(1))).isEqualTo(ErrorCode.PROVIDER_FAILED);
    }

    @Test
    void declinesVoiceNamesThatCouldBeOptions() {
        for (String name : new String[] { null, "", "En", "en us", "en+F3", "en+f3+f4", "../en", "en\n" }) {
            try (EspeakEngine odd = new EspeakEngine(dir, voice -> name, 1)) {
                assertThat(odd.canSpeak("Hi", VOICE)).isFalse();
                AssertSubscriber<Buffer> reader = odd.speak("Hi", VOICE, 1).subscribe()
                        .withSubscriber(AssertSubscriber.create(1));
                assertThat(code(reader)).isEqualTo(ErrorCode.PROVIDER_FAILED);
            }
        }
    }

    @Test
    void speedIsClampedToWhatTheProgramCanDo() {
        assertThat(EspeakEngine.wordsPerMinute(1)).isEqualTo(175);
        assertThat(EspeakEngine.wordsPerMinute(2)).isEqualTo(350);
        assertThat(EspeakEngine.wordsPerMinute(0.25)).isEqualTo(80);
        assertThat(EspeakEngine.wordsPerMinute(4)).isEqualTo(450);
    }

    @Test
    void findsTheProgram() throws IOException {
        Path program = script("espeak-ng", "exit 0");
        Files.createFile(dir.resolve("text"));

        assertThat(EspeakEngine.find(null, "/nowhere::" + dir)).contains(program);
        assertThat(EspeakEngine.find(" ", dir.toString())).contains(program);
        assertThat(EspeakEngine.find(program.toString(), null)).contains(program);
        assertThat(EspeakEngine.find(dir.resolve("text").toString(), dir.toString())).isEmpty();
        assertThat(EspeakEngine.find("\u0000", "\u0000")).isEmpty();
        assertThat(EspeakEngine.find(null, null)).isEmpty();
    }

    @Test
    void theRealProgramSpeaksSeveralLanguages() {
        Optional<Path> program = EspeakEngine.find(null, System.getenv("PATH"));
        assumeTrue(program.isPresent(), "espeak-ng is not installed");
        List<String[]> texts = List.of(
                new String[] { "hi", "\u0928\u092e\u0938\u094d\u0924\u0947 \u0926\u0941\u0928\u093f\u092f\u093e" },
                new String[] { "de+f3", "Guten Tag, sch\u00f6ne Gr\u00fc\u00dfe." },
                new String[] { "en-us", "- Hello from VoiceForge" });
        for (String[] text : texts) {
            try (EspeakEngine real = new EspeakEngine(program.get(), voice -> text[0], 8)) {
                byte[] pcm = Pcm.join(real.speak(text[1], VOICE, 1).collect().asList().await().atMost(LONG));
                byte[] fast = Pcm.join(real.speak(text[1], VOICE, 2).collect().asList().await().atMost(LONG));

                assertThat(pcm.length / 2.0 / real.sampleRateHertz()).as(text[0]).isBetween(0.5, 5.0);
                assertThat(Pcm.rms(pcm)).as(text[0]).isGreaterThan(500);
                assertThat(fast.length).isBetween(pcm.length / 4, pcm.length * 3 / 4);
            }
        }
    }

    private AssertSubscriber<Buffer> read(long items) {
        return engine.speak("Hi", VOICE, 1).subscribe().withSubscriber(AssertSubscriber.create(items));
    }

    private static ErrorCode code(AssertSubscriber<Buffer> reader) {
        return ((ApiException) reader.awaitFailure(LONG).getFailure()).code();
    }

    private long pid(String file) throws IOException {
        return Long.parseLong(Files.readString(dir.resolve(file)).strip());
    }

    private static void awaitEnd(long pid) {
        // Not even a zombie: that would still be found.
        await().atMost(LONG).until(() -> ProcessHandle.of(pid).isEmpty());
    }

    /** Writes {@code speech.wav} and returns its samples. */
    private byte[] wav(int sampleBytes) throws IOException {
        byte[] samples = new byte[sampleBytes];
        new Random(1).nextBytes(samples);
        Files.write(dir.resolve("speech.wav"),
                Buffer.buffer(WavHeaderTest.header(22_050, 1, 16)).appendBytes(samples).getBytes());
        return samples;
    }

    private EspeakEngine fake(String body, Duration silenceLimit) throws IOException {
        return new EspeakEngine(script("fake", body), voice -> "en-us+f3", 1, silenceLimit);
    }

    private Path script(String name, String body) throws IOException {
        Path script = dir.resolve(name);
        Files.writeString(script, "#!/bin/sh\ncd '" + dir + "'\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }
}
