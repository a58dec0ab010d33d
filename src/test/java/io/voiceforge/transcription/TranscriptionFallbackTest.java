package io.voiceforge.transcription;

import static io.voiceforge.testing.Completions.stream;
import static io.voiceforge.testing.FakeProvider.bytes;
import static io.voiceforge.testing.FakeProvider.hang;
import static io.voiceforge.testing.FakeProvider.json;
import static io.voiceforge.testing.FakeProvider.status;
import static io.voiceforge.testing.Speak.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Completions;
import io.voiceforge.testing.Failures;
import io.voiceforge.testing.FakeProvider;
import io.voiceforge.testing.FakeProviders;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.Upload;
import io.voiceforge.testing.WithFakeProviders;

/** Who transcribes when somebody does not. */
@QuarkusTest
class TranscriptionFallbackTest extends WithFakeProviders {

    private static final byte[] WAV = Sound.wav(16_000, 1.5);
    private static final String BY_SPACE = """
            {"text":"by the space","language":"en","confidence":0.9,"duration":1.5,
             "segments":[{"text":"by the space","start":0.1,"end":1.4,"confidence":0.8}]}""";
    private static final String BY_OPENAI = """
            {"task":"transcribe","text":"by openai","language":"english","duration":1.5,
             "segments":[{"id":0,"text":" by openai","start":0.0,"end":1.5,"avg_logprob":-0.1}]}""";
    private static final String DELTA = "{\"type\":\"transcript.text.delta\",\"delta\":\"one\"}";

    @TestHTTPResource("/api/stt")
    URI stt;

    @TestHTTPResource("/v1/audio/transcriptions")
    URI transcriptions;

    @TestHTTPResource("/v1/audio/translations")
    URI translations;

    @BeforeEach
    void reset() {
        space.will(json(BY_SPACE));
        openAi.will(json(BY_OPENAI));
    }

    @Test
    void spaceGetsBase64AndTheLanguage() {
        HttpResponse<String> answer = Upload.of("audio", "hello.wav", WAV).field("language", "de").post(stt);

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonObject body = new JsonObject(answer.body());
        assertThat(body.getString("text")).isEqualTo("by the space");
        assertThat(body.getDouble("confidence")).isEqualTo(0.9);
        assertThat(body.getDouble("duration")).isEqualTo(1.5);
        assertThat(body.getString("provider")).isEqualTo("space");
        assertThat(body.getInteger("processing_time")).isNotNegative();
        assertThat(body.getJsonArray("segments").getJsonObject(0)).isEqualTo(
                new JsonObject("{\"text\":\"by the space\",\"start\":0.1,\"end\":1.4,\"confidence\":0.8}"));
        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("space");
        FakeProvider.Seen seen = space.seen().get(0);
        assertThat(seen.path()).isEqualTo("/api/stt");
        assertThat(Base64.getDecoder().decode(seen.body().getString("audio_base64"))).isEqualTo(WAV);
        assertThat(seen.body().getString("language")).isEqualTo("de");
        assertThat(seen.headers()).containsEntry("Authorization", "Bearer " + FakeProviders.HF_TOKEN);
        assertThat(seen.headers().values()).noneMatch(value -> value.contains(Speak.KEY));
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 3, 49151, 49152, 49153, 98305, 200_000 })
    void base64JoinsAtAnySize(int bytes) {
        byte[] audio = new byte[bytes];
        new java.util.Random(bytes).nextBytes(audio);

        assertThat(Upload.of("audio", "noise.webm", audio).post(stt).statusCode()).isEqualTo(200);

        assertThat(Base64.getDecoder().decode(space.seen().get(0).body().getString("audio_base64"))).isEqualTo(audio);
    }

    @Test
    void whatTheSpaceLeavesOutIsNullOrItsDefault() {
        space.will(json("{}"));

        JsonObject body = new JsonObject(Upload.of("audio", "a.webm", new byte[] { 1, 2, 3 }).post(stt).body());

        assertThat(body.getString("text")).isEmpty();
        assertThat(body.getString("language")).isEqualTo("en");
        assertThat(body.getValue("confidence")).isNull();
        assertThat(body.getValue("duration")).isNull();
        assertThat(body.getJsonArray("segments")).isEmpty();
        assertThat(space.seen().get(0).body().getString("language")).isEqualTo("auto");
    }

    static Stream<Arguments> failures() {
        return Failures.ofJson(
                Arguments.of("404 JSON", status(404)),
                Arguments.of("members of wrong types", json("{\"text\":7,\"segments\":5}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void spaceFailsAndOpenAiTranscribes(String name, Consumer<HttpServerRequest> failure) {
        space.will(failure);

        long start = System.nanoTime();
        HttpResponse<String> answer = Upload.of("audio", "hello.wav", WAV).post(stt);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonObject body = new JsonObject(answer.body());
        assertThat(body.getString("text")).isEqualTo("by openai");
        assertThat(body.getString("provider")).isEqualTo("openai");
        assertThat(body.getDouble("confidence")).isEqualTo(Math.exp(-0.1), offset(1e-9));
        // a connection that had been used before and is gone is worth another one
        assertThat(space.seen()).hasSizeBetween(1, 2);
        FakeProvider.Seen seen = openAi.seen().get(0);
        assertThat(seen.path()).isEqualTo("/v1/audio/transcriptions");
        assertThat(seen.headers()).containsEntry("Authorization", "Bearer " + FakeProviders.OPENAI_KEY);
        String form = seen.bytes().toString(StandardCharsets.ISO_8859_1);
        assertThat(form).contains("name=\"model\"\r\n\r\nwhisper-1\r\n", "name=\"response_format\"\r\n\r\nverbose_json\r\n",
                "filename=\"hello.wav\"", new String(WAV, StandardCharsets.ISO_8859_1));
        assertThat(form).doesNotContain("name=\"language\"");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void bothFail(String name, Consumer<HttpServerRequest> failure) {
        space.will(failure);
        openAi.will(name.equals("404 JSON") ? status(500) : failure);

        long start = System.nanoTime();
        HttpResponse<String> answer = Upload.of("file", "hello.wav", WAV).field("model", "whisper-1").post(transcriptions);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(502, 504);
        // a provider that is at its limit says when to come back
        assertThat(header(answer, "x-should-retry")).isEqualTo(name.equals("429") ? null : "false");
        assertThat(header(answer, "Retry-After")).matches("[1-9]\\d*");
        JsonObject error = new JsonObject(answer.body()).getJsonObject("error");
        assertThat(error.fieldNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
        assertThat(answer.body()).doesNotContain("upstream secret detail");
    }

    @ParameterizedTest
    @ValueSource(ints = { 400, 413, 422 })
    void callersFaultIsNeitherRetriedNorFailedOverNorCounted(int status) {
        space.will(status(status));

        for (int i = 0; i < 8; i++) {
            HttpResponse<String> answer = Upload.of("audio", "hello.wav", WAV).post(stt);
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.body()).doesNotContain("upstream secret detail");
        }

        assertThat(space.seen()).hasSize(8);
        assertThat(openAi.seen()).isEmpty();
        assertThat(breaker("space", "transcription")).isEqualTo("closed");
    }

    @Test
    void breakerOpens() {
        space.will(status(500));
        for (int i = 0; i < 6; i++) {
            Upload.of("audio", "hello.wav", WAV).post(stt);
        }

        assertThat(space.seen()).hasSize(5);
        assertThat(breaker("space", "transcription")).isEqualTo("open");
        assertThat(breaker("space", "vad")).isEqualTo("closed");
    }

    @Test
    void openAiWritesItsOwnDocument() {
        String document = "{\"text\":\"by openai\",\"words\":[{\"word\":\"by\",\"start\":0.0,\"end\":0.2}],\"duration\":1.5}";
        openAi.will(json(document));

        HttpResponse<String> answer = Upload.of("file", "hello.wav", WAV).field("model", "whisper-1")
                .field("response_format", "verbose_json").field("timestamp_granularities[]", "word")
                .field("prompt", "Grüße\r\n--x").field("temperature", "0.2").field("something_new", "yes").post(transcriptions);

        assertThat(answer.body()).isEqualTo(document);
        assertThat(space.seen()).as("a Space knows no words").isEmpty();
        String form = openAi.seen().get(0).bytes().toString(StandardCharsets.UTF_8);
        assertThat(form).contains("name=\"timestamp_granularities[]\"\r\n\r\nword\r\n",
                "name=\"prompt\"\r\n\r\nGrüße\r\n--x\r\n",
                "name=\"temperature\"\r\n\r\n0.2\r\n", "name=\"something_new\"\r\n\r\nyes\r\n",
                "name=\"response_format\"\r\n\r\nverbose_json\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = { "json", "text", "srt", "vtt", "verbose_json" })
    void everyFormatOfTheSpacesTranscript(String format) {
        HttpResponse<String> answer = Upload.of("file", "hello.wav", WAV).field("model", "whisper-1")
                .field("response_format", format).post(transcriptions);

        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("space");
        switch (format) {
            case "json" -> assertThat(answer.body()).isEqualTo("{\"text\":\"by the space\"}");
            case "text" -> assertThat(answer.body()).isEqualTo("by the space\n");
            case "srt" -> assertThat(answer.body()).isEqualTo("1\n00:00:00,100 --> 00:00:01,400\nby the space\n\n");
            case "vtt" -> assertThat(answer.body()).isEqualTo("WEBVTT\n\n00:00:00.100 --> 00:00:01.400\nby the space\n\n");
            default -> {
                JsonObject verbose = new JsonObject(answer.body());
                assertThat(verbose.getDouble("duration")).isEqualTo(1.5);
                assertThat(verbose.getJsonArray("segments").getJsonObject(0).getDouble("avg_logprob"))
                        .isEqualTo(Math.log(0.8), offset(1e-9));
            }
        }
    }

    @Test
    void translationIsAskedOfOpenAiAlone() {
        HttpResponse<String> answer = Upload.of("file", "hello.wav", WAV).field("model", "whisper-1").post(translations);

        assertThat(new JsonObject(answer.body()).getString("text")).isEqualTo("by openai");
        assertThat(space.seen()).isEmpty();
        assertThat(openAi.seen().get(0).path()).isEqualTo("/v1/audio/translations");
    }

    @ParameterizedTest
    @ValueSource(strings = { "space", "openai" })
    void pinnedProviderIsTheOnlyOne(String provider) {
        space.will(status(500));
        openAi.will(status(500));

        HttpResponse<String> answer = Upload.of("file", "hello.wav", WAV).field("model", provider + "/whisper-1")
                .post(transcriptions);

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(space.seen()).hasSize(provider.equals("space") ? 1 : 0);
        assertThat(openAi.seen()).hasSize(provider.equals("openai") ? 1 : 0);
    }

    @Test
    void modelOfASpaceDoesNotReachOpenAi() {
        space.will(status(500));

        Upload.of("audio", "hello.wav", WAV).field("model", "whisper-large-v3").post(stt);
        Upload.of("audio", "hello.wav", WAV).field("model", "gpt-4o-transcribe").post(stt);

        assertThat(openAi.seen().get(0).bytes().toString(StandardCharsets.ISO_8859_1)).contains("\r\n\r\nwhisper-1\r\n");
        assertThat(openAi.seen().get(1).bytes().toString(StandardCharsets.ISO_8859_1)).contains("\r\n\r\ngpt-4o-transcribe\r\n",
                "name=\"response_format\"\r\n\r\njson\r\n");
    }

    @Test
    void firstEventIsThereBeforeTheSecondIsSent() throws Exception {
        CompletableFuture<Runnable> second = new CompletableFuture<>();
        openAi.will(request -> {
            request.response().putHeader("Content-Type", "text/event-stream").setChunked(true)
                    .write("data: {\"type\":\"transcript.text.delta\",\"delta\":\"one\"}\n\n");
            second.complete(() -> request.response().end("data: {\"type\":\"transcript.text.done\",\"text\":\"one\"}\n\n"));
        });

        try (var lines = Speak.send(Upload.request(transcriptions,
                Upload.of("file", "hello.wav", WAV).field("model", "openai/gpt-4o-transcribe").field("stream", "true").closed())
                .build(), HttpResponse.BodyHandlers.ofLines()).body()) {
            var iterator = lines.iterator();
            assertThat(iterator.next()).contains("\"delta\":\"one\"");
            second.get().run();
            assertThat(iterator.next()).isEmpty();
            assertThat(iterator.next()).contains("transcript.text.done");
        }
    }

    @Test
    void streamThatBreaksEndsInAnErrorEvent() {
        openAi.will(request -> request.response().putHeader("Content-Type", "text/event-stream").setChunked(true)
                .write("data: {\"type\":\"transcript.text.delta\",\"delta\":\"one\"}\n\n")
                .onSuccess(written -> request.connection().close()));

        HttpResponse<String> answer = Upload.of("file", "hello.wav", WAV).field("model", "openai/gpt-4o-transcribe")
                .field("stream", "true").post(transcriptions);

        assertThat(answer.body()).contains("\"delta\":\"one\"").contains("event: error").contains("provider_failed")
                .doesNotContain("transcript.text.done");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"type\":\"error\",\"error\":{\"message\":\"upstream secret detail\"}}", "nonsense",
            "{\"error\":\"upstream secret detail\"}" })
    void errorInPlaceOfTheFirstEventIsNoAnswer(String event) {
        openAi.will(stream(event));

        HttpResponse<String> answer = streamed();

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("provider_failed").doesNotContain("upstream secret detail");
    }

    @Test
    void errorAfterTheFirstEventIsToldInOurWords() {
        openAi.will(stream(DELTA, "{\"type\":\"error\",\"error\":{\"message\":\"upstream secret detail\"}}"));

        HttpResponse<String> answer = streamed();

        assertThat(answer.body()).contains("\"delta\":\"one\"").contains("event: error").contains("provider_failed")
                .doesNotContain("upstream secret detail");
    }

    @Test
    void streamWithoutItsLastEventHasBrokenOff() {
        openAi.will(stream(DELTA));

        assertThat(streamed().body()).contains("\"delta\":\"one\"").contains("event: error");
    }

    @Test
    void streamThatStallsHasTimedOut() {
        openAi.will(request -> Completions.head(request).write("data: " + DELTA + "\n\n"));

        assertThat(streamed().body()).contains("event: error").contains("provider_timeout");
    }

    @Test
    void lastEventIsTheEndWhateverTheProviderDoesThen() {
        openAi.will(request -> {
            HttpServerResponse response = Completions.head(request);
            response.write("data: " + DELTA + "\n\ndata: {\"type\":\"transcript.text.done\",\"text\":\"one\"}\n\n");
            long timer = openAi.vertx().setPeriodic(100, tick -> response.write(": still here\n\n"));
            response.closeHandler(gone -> openAi.vertx().cancelTimer(timer));
        });

        long start = System.nanoTime();
        HttpResponse<String> answer = streamed();

        assertThat(answer.body()).contains("transcript.text.done").doesNotContain("error");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        // and nothing of it reaches into the next test
        await().until(() -> openAi.vanished() == 1);
    }

    private HttpResponse<String> streamed() {
        return Upload.of("file", "hello.wav", WAV).field("model", "openai/gpt-4o-transcribe").field("stream", "true")
                .post(transcriptions);
    }

    @Test
    void jsonInPlaceOfAText() {
        HttpResponse<String> answer = Upload.of("file", "hello.wav", WAV).field("model", "openai/whisper-1")
                .field("response_format", "text").post(transcriptions);
        openAi.will(json("[1,2]"));
        HttpResponse<String> nonsense = Upload.of("file", "hello.wav", WAV).field("model", "openai/whisper-1")
                .field("response_format", "srt").post(transcriptions);
        openAi.will(request -> request.response().putHeader("Content-Type", "text/plain").putHeader("Content-Encoding", "gzip")
                .end("\u001f\u008b"));
        HttpResponse<String> compressed = Upload.of("file", "hello.wav", WAV).field("model", "openai/whisper-1")
                .field("response_format", "text").post(transcriptions);

        assertThat(answer.body()).isEqualTo("by openai\n");
        assertThat(nonsense.statusCode()).isEqualTo(502);
        assertThat(compressed.statusCode()).isEqualTo(502);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{\"text\":\"x\",\"duration\":\"1.5\",\"language\":7,\"confidence\":\"0.5\",\"segments\":null}|1.5",
            "{\"text\":\"x\",\"segments\":[{\"text\":\"x\"},{\"text\":\"x\",\"start\":0},7,null,{\"start\":\"a\",\"end\":{}}]}|",
            "{\"text\":\"x\",\"segments\":\"none\",\"words\":{},\"usage\":[],\"duration\":true}|",
            "{\"text\":\"x\",\"segments\":[{\"text\":7,\"start\":\"0\",\"end\":\"1\",\"avg_logprob\":\"low\"}],\"duration\":1e99999}|" })
    void textOfAnAnswerWithOtherTypesIsKept(String body, Double duration) {
        space.will(json(body));
        openAi.will(json(body));
        for (String model : List.of("space/whisper", "openai/whisper-1")) {
            HttpResponse<String> answer = Upload.of("audio", "a.webm", new byte[] { 1 }).field("model", model).post(stt);

            assertThat(answer.statusCode()).as(model + answer.body()).isEqualTo(200);
            JsonObject transcript = new JsonObject(answer.body());
            assertThat(transcript.getString("text")).isEqualTo("x");
            assertThat(transcript.getDouble("duration")).isEqualTo(duration);
        }
    }

    @Test
    void numbersThatCannotBeAreNotPassedOn() {
        space.will(json("{\"text\":\"x\",\"confidence\":9,\"duration\":-5}"));
        JsonObject transcript = new JsonObject(Upload.of("audio", "a.webm", new byte[] { 1 }).post(stt).body());

        assertThat(transcript.getValue("confidence")).isNull();
        assertThat(transcript.getValue("duration")).isNull();
    }

    @Test
    void streamOfSomebodyWhoDoesNotStreamIsOneDelta() {
        HttpResponse<String> answer = Upload.of("file", "hello.wav", WAV).field("model", "whisper-1").field("stream", "true")
                .post(transcriptions);

        assertThat(header(answer, "Content-Type")).isEqualTo("text/event-stream");
        assertThat(answer.body()).isEqualTo("""
                data: {"type":"transcript.text.delta","delta":"by the space"}

                data: {"type":"transcript.text.done","text":"by the space"}

                """);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/api/stt", "/v1/audio/transcriptions" })
    void callerWhoLeavesTakesTheProvidersRequestWithHim(String path) {
        space.will(hang());
        HttpClient client = HttpClient.newHttpClient();
        CompletableFuture<?> answer = client.sendAsync(Upload.request(stt.resolve(path),
                Upload.of(path.startsWith("/v1") ? "file" : "audio", "hello.wav", WAV).field("model", "whisper-1").closed())
                .build(), HttpResponse.BodyHandlers.discarding());
        await().until(() -> space.seen().size() == 1);

        answer.cancel(true);

        await().until(() -> space.vanished() == 1);
        await().during(Duration.ofMillis(500)).until(() -> openAi.seen().isEmpty());
    }

    @Test
    void secondsAndProvidersAreCounted() {
        long before = usage("audioSecondsTranscribed");

        Upload.of("audio", "hello.wav", WAV).post(stt);

        await().untilAsserted(() -> assertThat(usage("audioSecondsTranscribed")).isBetween(before + 1, before + 2));
    }

    private long usage(String member) {
        return new JsonObject(Speak.send(java.net.http.HttpRequest.newBuilder(stt.resolve("/api/usage"))
                .header("X-API-Key", Speak.KEY).build(), HttpResponse.BodyHandlers.ofString()).body()).getLong(member);
    }
}
