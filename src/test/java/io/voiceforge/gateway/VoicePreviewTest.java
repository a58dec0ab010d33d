package io.voiceforge.gateway;

import static io.voiceforge.testing.FakeProvider.bytes;
import static io.voiceforge.testing.FakeProvider.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.WithPatientProviders;

/** Each test has voices of its own, because previews stay. */
@QuarkusTest
class VoicePreviewTest extends WithPatientProviders {

    private static final byte[] AUDIO = audio();

    @BeforeEach
    void begin() {
        space.will(status(405));
        openAi.will(bytes("audio/mpeg", AUDIO));
    }

    @Test
    void isSpokenOnceInTheVoicesLanguageForAnybody() {
        String voice = voices("German").get(0);

        HttpResponse<byte[]> first = get(voice);
        HttpResponse<byte[]> second = get(voice);

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).isEqualTo(AUDIO);
        assertThat(Speak.header(first, "Content-Type")).isEqualTo("audio/mpeg");
        assertThat(Speak.header(first, "Cache-Control")).isEqualTo("public, max-age=86400");
        assertThat(second.body()).isEqualTo(AUDIO);
        assertThat(openAi.seen()).hasSize(1);
        assertThat(openAi.seen().get(0).body().getString("input")).startsWith("Hallo!");

        // And who has it already is told so
        String tag = Speak.header(first, "ETag");
        assertThat(Speak.header(second, "ETag")).isEqualTo(tag).matches("\"[0-9a-f]{32}\"");
        for (String known : List.of(tag, "\"other\", " + tag, "*")) {
            HttpResponse<byte[]> unchanged = get(voice, "If-None-Match", known);
            assertThat(unchanged.statusCode()).as(known).isEqualTo(304);
            assertThat(unchanged.body()).isEmpty();
            assertThat(Speak.header(unchanged, "ETag")).isEqualTo(tag);
            assertThat(Speak.header(unchanged, "Cache-Control")).isEqualTo("public, max-age=86400");
        }
        assertThat(get(voice, "If-None-Match", "\"other\"").body()).isEqualTo(AUDIO);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "bytes=0-1|0|1", "bytes=10-|10|2999", "bytes=-10|2990|2999",
            "bytes=2990-9999|2990|2999",
            "bytes=-9999|0|2999" })
    void playersGetTheirPart(String range, int first, int last) {
        String voice = voices("German").get(1);

        HttpResponse<byte[]> part = get(voice, "Range", range);

        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(AUDIO, first, last + 1));
        assertThat(Speak.header(part, "Content-Range")).isEqualTo("bytes " + first + "-" + last + "/3000");
        assertThat(get(voice, "Range", range, "If-Range", Speak.header(part, "ETag")).statusCode()).isEqualTo(206);
        assertThat(get(voice, "Range", range, "If-Range", "\"other\"").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = { "bytes=3000-", "bytes=3000-3001", "bytes=-0", "bytes=9999999999-" })
    void whoAsksForAPartThatIsNotThereIsToldHowMuchThereIs(String range) {
        String voice = voices("German").get(1);

        HttpResponse<byte[]> none = get(voice, "Range", range);

        assertThat(none.statusCode()).isEqualTo(416);
        assertThat(Speak.header(none, "Content-Range")).isEqualTo("bytes */3000");
        assertThat(new JsonObject(Buffer.buffer(none.body())).getString("code")).isEqualTo("range_not_satisfiable");
        assertThat(get(voice, "Range", range, "If-Range", "\"other\"").statusCode()).isEqualTo(200);
    }

    @Test
    void headSaysWhatGetWould() {
        String voice = voices("German").get(1);
        HttpResponse<byte[]> whole = get(voice);

        // and knows no parts (RFC 9110, 14.2)
        HttpResponse<byte[]> head = Speak.send(HttpRequest.newBuilder(root.resolve("/api/voice-library/" + voice + "/preview"))
                .header("Range", "bytes=0-1").method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofByteArray());

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String name : List.of("Content-Length", "Content-Type", "ETag", "Cache-Control", "Accept-Ranges")) {
            assertThat(head.headers().allValues(name)).as(name).isEqualTo(whole.headers().allValues(name)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "bytes=", "bytes=-", "bytes=9-3", "bytes=0-1,5-6", "seconds=0-1" })
    void whoAsksForNoPartGetsTheWhole(String range) {
        HttpResponse<byte[]> whole = get(voices("German").get(1), "Range", range);

        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(AUDIO);
        assertThat(Speak.header(whole, "Accept-Ranges")).isEqualTo("bytes");
    }

    @Test
    void manyAtOnceAreSpokenForOnce() {
        String voice = voices("French").get(0);
        CompletableFuture<HttpServerRequest> asked = new CompletableFuture<>();
        openAi.will(asked::complete);

        List<CompletableFuture<HttpResponse<byte[]>>> all = Stream
                .generate(() -> CompletableFuture.supplyAsync(() -> get(voice)))
                .limit(6).toList();
        bytes("audio/mpeg", AUDIO).accept(asked.join());

        assertThat(all).allSatisfy(one -> assertThat(one.join().body()).isEqualTo(AUDIO));
        assertThat(openAi.seen()).hasSize(1);
    }

    @Test
    void oneByFallbackIsServedForAWhileOnly() {
        String voice = voices("Italian").get(0);
        openAi.will(status(500));

        HttpResponse<byte[]> byLocal = get(voice);
        int asked = openAi.seen().size();
        openAi.will(bytes("audio/mpeg", AUDIO));

        assertThat(byLocal.statusCode()).isEqualTo(200);
        assertThat(byLocal.body()).hasSizeGreaterThan(5000);
        assertThat(Speak.header(byLocal, "Cache-Control")).isEqualTo("public, max-age=60");
        // who asks again and again does not ask the providers again and again
        assertThat(get(voice).body()).isEqualTo(byLocal.body());
        assertThat(openAi.seen()).hasSize(asked);
    }

    @Test
    void whoeverListsTheLibraryGetsAllOfThemTwoAtATime() {
        // Given
        List<String> others = Stream.of("German", "French", "Italian").flatMap(language -> voices(language).stream()).toList();
        List<String> voices = voices("").stream().filter(voice -> !others.contains(voice)).toList();
        assertThat(voices).hasSizeGreaterThan(50);
        List<HttpServerRequest> asked = new CopyOnWriteArrayList<>();
        openAi.will(asked::add);
        ExecutorService threads = Executors.newFixedThreadPool(voices.size());

        // When
        List<CompletableFuture<HttpResponse<byte[]>>> all = voices.stream()
                .map(voice -> CompletableFuture.supplyAsync(() -> get(voice), threads)).toList();

        // Then two are spoken, and nobody is refused
        await().until(() -> asked.size() == 2);
        openAi.will(bytes("audio/mpeg", AUDIO));
        assertThat(asked).hasSize(2);
        asked.forEach(request -> bytes("audio/mpeg", AUDIO).accept(request));
        assertThat(all.stream().map(CompletableFuture::join)).allMatch(answer -> answer.statusCode() == 200);
        threads.shutdown();
    }

    @ParameterizedTest
    @ValueSource(strings = { "nobody", "alloy", "tts:anna" })
    void onlyTheLibrarysVoicesHaveOne(String voice) {
        assertThat(get(voice).statusCode()).isEqualTo(404);
        assertThat(openAi.seen()).isEmpty();
    }

    @Test
    void listsSayWhereTheyAre() {
        String path = "/api/voice-library/en-us-sarah-f/preview";
        String secret = key(new JsonObject());

        assertThat(json("/api/voice-library/en-us-sarah-f").getString("previewUrl")).isEqualTo(path);
        assertThat(
                new JsonArray(text("/api/voices", secret)).stream().map(voice -> ((JsonObject) voice).getString("previewUrl")))
                .hasSize(81).contains(path).doesNotContainNull();
        assertThat(new JsonObject(text("/v1/voices/en-us-sarah-f", secret)).getString("preview_url")).isEqualTo(path);
        assertThat(new JsonObject(text("/v1/voices/alloy", secret)).getString("preview_url")).isNull();
    }

    private static byte[] audio() {
        byte[] audio = new byte[3000];
        new Random(1).nextBytes(audio);
        return audio;
    }

    private List<String> voices(String language) {
        return new JsonArray(text("/api/voice-library?language=" + language, null)).stream()
                .map(voice -> ((JsonObject) voice).getString("id")).toList();
    }

    private JsonObject json(String path) {
        return new JsonObject(text(path, null));
    }

    private String text(String path, String secret) {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path));
        if (secret != null) {
            request.header("X-API-Key", secret);
        }
        return Speak.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    private HttpResponse<byte[]> get(String voice, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve("/api/voice-library/" + voice + "/preview"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return Speak.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
