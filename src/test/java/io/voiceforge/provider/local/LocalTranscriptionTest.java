package io.voiceforge.provider.local;

import static io.voiceforge.testing.FakeProvider.json;
import static io.voiceforge.testing.Speak.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.FakeProvider;
import io.voiceforge.testing.FakeProviders;
import io.voiceforge.testing.Meters;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.Upload;

/** A program of the operator's transcribes: what it is given, what becomes of its text, and of its failures. */
@QuarkusTest
@DisabledOnOs(OS.WINDOWS)
@WithTestResource(value = FakeProviders.class, initArgs = {
        @ResourceArg(name = "voiceforge.transcription-order", value = "local,openai"),
        @ResourceArg(name = "voiceforge.limits.transcription-first-byte", value = "4m"),
        @ResourceArg(name = "voiceforge.limits.transcription-chain", value = "8m"),
        @ResourceArg(name = "voiceforge.uploads.max-concurrent", value = "200") })
@WithTestResource(LocalTranscriptionTest.Program.class)
class LocalTranscriptionTest {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final byte[] WAV = Sound.wav(8_000, 1.5);

    /** One for this process, whichever class loader asks. */
    private static final Path DIRECTORY = Path.of(System.getProperty("java.io.tmpdir"),
            "voiceforge-program-" + ProcessHandle.current().pid());

    /** A shell script that does what each test has written for it. */
    public static final class Program implements QuarkusTestResourceLifecycleManager {

        @Override
        public Map<String, String> start() {
            try {
                Files.createDirectories(DIRECTORY);
                Path script = DIRECTORY.resolve("hear");
                Files.writeString(script, "#!/bin/sh\ncd '" + DIRECTORY + "'\n. ./body\n");
                Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
                return Map.of("voiceforge.local.transcription-command", script + " {file} --language={language}",
                        "voiceforge.local.transcription-languages", "en,German");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Leaves the directory to later tests, which may have been prepared already. */
        @Override
        public void stop() {
            // nothing is open
        }
    }

    @FakeProviders.OpenAi
    FakeProvider openAi;

    private final Path directory = DIRECTORY;

    @TestHTTPResource("/v1/audio/transcriptions")
    URI transcriptions;

    @BeforeEach
    void reset() {
        openAi.reset();
        openAi.will(json("{\"text\":\"by openai\"}"));
    }

    @Test
    void programGetsTheDecodedAudioAndNothingElse() throws IOException {
        program("cp \"$1\" copy.wav; printf '%s\\n' \"$@\" >args; ls -l \"$1\" >mode; env >env; printf ' Hello\\n\\n there.\\t\\n'");

        HttpResponse<String> answer = upload().post(transcriptions);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(new JsonObject(answer.body())).isEqualTo(new JsonObject().put("text", "Hello there."));
        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("local");
        assertThat(header(answer, "X-VoiceForge-Model")).isEqualTo("hear");
        byte[] copy = Files.readAllBytes(directory.resolve("copy.wav"));
        assertThat(ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).getInt(24)).isEqualTo(16_000);
        assertThat(Sound.seconds(copy)).isEqualTo(1.5);
        assertThat(Sound.level(copy)).isCloseTo(Sound.level(WAV), offset(0.02));
        List<String> arguments = Files.readAllLines(directory.resolve("args"));
        assertThat(arguments).hasSize(2).last().isEqualTo("--language=en");
        assertThat(Path.of(arguments.get(0))).doesNotExist();
        assertThat(directory.resolve("mode")).content().startsWith("-rw------- ");
        // the shell adds variables of its own
        assertThat(Files.readAllLines(directory.resolve("env"))).isNotEmpty()
                .allMatch(line -> line.matches("(PATH|HOME|LANG|PWD|OLDPWD|_|SHLVL)=.*"));
    }

    @Test
    void whatTheProgramDoesNotSayIsNotMadeUp() throws IOException {
        program("echo Guten Tag");

        JsonObject verbose = new JsonObject(upload().field("language", "de").field("response_format", "verbose_json")
                .post(transcriptions).body());
        String srt = upload().field("response_format", "srt").post(transcriptions).body();
        String stream = upload().field("stream", "true").post(transcriptions).body();
        JsonObject own = new JsonObject(Upload.of("audio", "a.wav", WAV).post(transcriptions.resolve("/api/stt")).body());

        assertThat(verbose.getString("text")).isEqualTo("Guten Tag");
        assertThat(verbose.getString("language")).isEqualTo("de");
        assertThat(verbose.getDouble("duration")).isEqualTo(1.5);
        assertThat(verbose.getJsonArray("segments")).isEmpty();
        assertThat(srt).isEqualTo("1\n00:00:00,000 --> 00:00:01,500\nGuten Tag\n\n");
        assertThat(stream).contains("transcript.text.done");
        assertThat(own.getString("provider")).isEqualTo("local");
        assertThat(own.getValue("confidence")).isNull();
        assertThat(openAi.seen()).isEmpty();
    }

    @Test
    void whatItCannotDoIsLeftToOthers() throws IOException {
        program("echo never");

        assertThat(text(upload().field("language", "fr"))).isEqualTo("by openai");
        assertThat(text(upload().field("response_format", "verbose_json").field("timestamp_granularities[]", "word")))
                .isEqualTo("by openai");
        assertThat(text(Upload.of("file", "a.wav", new byte[1000]).field("model", "whisper-1"))).isEqualTo("by openai");
        assertThat(text(Upload.of("file", "a.wav", WAV).field("model", "openai/whisper-1"))).isEqualTo("by openai");

        assertError(pinned().field("language", "fr"), 503, "no_provider", "VOICEFORGE_LOCAL_TRANSCRIPTION");
        assertError(Upload.of("file", "a.wav", WAV).field("model", "local/other"), 400, "invalid_request", "local/hear");
        assertError(Upload.of("file", "a.mp4", new byte[1000]).field("model", "local/hear"), 400, "unsupported_format", "WAV");
    }

    @Test
    void isListedAmongTheModels() {
        JsonArray models = new JsonObject(Speak.send(HttpRequest.newBuilder(transcriptions.resolve("/v1/models"))
                .header("X-API-Key", Speak.KEY).build(), HttpResponse.BodyHandlers.ofString()).body()).getJsonArray("data");

        assertThat(models).anySatisfy(model -> assertThat(((JsonObject) model).getString("id")).isEqualTo("local/hear"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "echo half; exit 3", "echo half; kill -9 $$", "while :; do echo flood; done", "yes flood",
            "printf '\\377'" })
    void programThatFailsIsFollowedByTheNextProvider(String failing) throws IOException {
        program("mark; " + failing);

        assertThat(text(upload())).isEqualTo("by openai");
        assertThat(openAi.seen()).hasSize(1);
        assertError(pinned(), 503, "provider_unavailable", "");

        await().atMost(LONG).until(() -> marked().stream().noneMatch(pid -> ProcessHandle.of(pid).isPresent()));
    }

    @Test
    void programThatMayNoLongerBeExecutedIsNoLongerInTheWay() throws IOException {
        program("echo again");
        Files.setPosixFilePermissions(directory.resolve("hear"), PosixFilePermissions.fromString("rw-------"));
        try {
            // more often than there are places
            for (int i = 0; i < 3; i++) {
                assertThat(text(upload())).isEqualTo("by openai");
            }
        } finally {
            Files.setPosixFilePermissions(directory.resolve("hear"), PosixFilePermissions.fromString("rwx------"));
        }
        assertThat(text(upload())).isEqualTo("again");
    }

    @Test
    void programThatDoesNotReadAndOneThatClosesEverythingAreNoTrouble() throws IOException {
        program("exec <&-; echo heard");
        assertThat(text(upload())).isEqualTo("heard");

        program("exec <&- >&-");
        assertThat(text(upload())).isEmpty();
    }

    @Test
    void programThatIsKilledIsFollowedByTheNextProvider() throws IOException {
        program("mark; mkfifo gate.$$; exec cat gate.$$");
        CompletableFuture<HttpResponse<String>> answer = send(HttpClient.newHttpClient(), upload());
        await().atMost(LONG).until(() -> marked().size() == 1);

        ProcessHandle.of(marked().get(0)).ifPresent(ProcessHandle::destroyForcibly);

        assertThat(new JsonObject(answer.join().body()).getString("text")).isEqualTo("by openai");
    }

    @Test
    void callerWhoLeavesTakesTheProgramAndItsChildrenWithHim() throws IOException {
        program("echo \"$1\" >file; mkfifo gate.$$; cat gate.$$ & echo $! >>marks; mark; wait");
        CompletableFuture<?> answer = send(HttpClient.newHttpClient(), upload());
        await().atMost(LONG).until(() -> marked().size() == 2);

        answer.cancel(true);

        await().atMost(LONG).until(() -> marked().stream().noneMatch(pid -> ProcessHandle.of(pid).isPresent()));
        await().atMost(LONG).until(() -> !Files.exists(Path.of(Files.readString(directory.resolve("file")).strip())));
        assertThat(openAi.seen()).isEmpty();
    }

    @Test
    void burstWaitsItsTurnWithinBounds() throws IOException {
        program("mkfifo gate.$$; mark; exec cat gate.$$");
        HttpClient callers = HttpClient.newHttpClient();
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 100)
                .mapToObj(i -> send(callers, pinned())).toList();

        // two have the program, sixteen times as many wait for it
        await().atMost(LONG).until(() -> answers.stream().filter(CompletableFuture::isDone).count() == 66);
        await().atMost(LONG).until(() -> marked().size() == 2);
        assertThat(Meters.sum(transcriptions.resolve("/"), "voiceforge_local_transcription_waiting")).isEqualTo(32);
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            if (answer.isDone()) {
                assertThat(answer.join().statusCode()).isEqualTo(503);
                assertThat(new JsonObject(answer.join().body()).getJsonObject("error").getString("code"))
                        .isEqualTo("overloaded");
                assertThat(header(answer.join(), "Retry-After")).isNotNull();
            }
        }
        List<Long> first = marked();
        write("body", "echo done");
        for (long pid : first) {
            // opens when its reader has come, and lets it go
            Files.newOutputStream(directory.resolve("gate." + pid)).close();
        }

        assertThat(answers.stream().map(CompletableFuture::join).filter(answer -> answer.statusCode() == 200)).hasSize(34);
    }

    private static Upload upload() {
        return Upload.of("file", "a.wav", WAV).field("model", "whisper-1");
    }

    /** Asks nobody else. */
    private static Upload pinned() {
        return Upload.of("file", "a.wav", WAV).field("model", "local/hear");
    }

    private CompletableFuture<HttpResponse<String>> send(HttpClient client, Upload upload) {
        return client.sendAsync(Upload.request(transcriptions, upload.closed()).timeout(Duration.ofMinutes(5)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String text(Upload upload) {
        HttpResponse<String> answer = upload.post(transcriptions);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body()).getString("text");
    }

    private void assertError(Upload upload, int status, String code, String words) {
        HttpResponse<String> answer = upload.post(transcriptions);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(new JsonObject(answer.body()).getJsonObject("error").getString("code")).isEqualTo(code);
        assertThat(answer.body()).contains(words);
    }

    /** What the program does from now on; {@code mark} leaves its process's id. */
    private void program(String body) throws IOException {
        Files.deleteIfExists(directory.resolve("marks"));
        write("body", "mark() { echo $$ >>marks; }\n" + body + "\n");
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }

    private List<Long> marked() throws IOException {
        Path marks = directory.resolve("marks");
        return Files.exists(marks) ? Files.readAllLines(marks).stream().map(Long::parseLong).toList() : List.of();
    }
}
