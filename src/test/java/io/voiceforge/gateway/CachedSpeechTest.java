package io.voiceforge.gateway;

import static io.voiceforge.testing.FakeProvider.bytes;
import static io.voiceforge.testing.FakeProvider.chunks;
import static io.voiceforge.testing.FakeProvider.headOnly;
import static io.voiceforge.testing.FakeProvider.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.Meters;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.WithPatientProviders;

/** Speech that has been spoken before, for keys that want it. */
@QuarkusTest
class CachedSpeechTest extends WithPatientProviders {

    private static final String HITS = "voiceforge_speech_cache_requests_total{result=\"hit\"}";
    private static final String MISSES = "voiceforge_speech_cache_requests_total{result=\"miss\"}";

    /** Of each test alone, as its texts and so its entries are. */
    private String key;
    private String text;

    @BeforeEach
    void begin() {
        key = newKey(true);
        text = "Hello " + key.substring(key.length() - 8);
        // does not speak, so that OpenAI is the first choice
        space.will(status(405));
        openAi.will(bytes("audio/mpeg", audio(3000)));
    }

    @Test
    void whatHasBeenSpokenIsNotSpokenAgain() {
        double hits = Meters.sum(root, HITS);
        double misses = Meters.sum(root, MISSES);

        HttpResponse<byte[]> first = speak(tts(), key);
        HttpResponse<byte[]> second = speak(tts(), key);

        assertThat(header(first, "X-Cache")).isEqualTo("MISS");
        assertThat(header(second, "X-Cache")).isEqualTo("HIT");
        assertThat(second.body()).isEqualTo(first.body()).isEqualTo(audio(3000));
        for (String name : List.of("Content-Type", "X-VoiceForge-Voice", "X-VoiceForge-Provider")) {
            assertThat(header(second, name)).as(name).isEqualTo(header(first, name)).isNotNull();
        }
        assertThat(openAi.seen()).hasSize(1);
        assertThat(Meters.sum(root, HITS) - hits).isEqualTo(1);
        assertThat(Meters.sum(root, MISSES) - misses).isEqualTo(1);
        assertThat(Meters.sum(root, "voiceforge_speech_cache_bytes")).isBetween(3000.0, 200_000.0);
    }

    @Test
    void aHitIsARequestWithoutCharactersOrCost() {
        speak(tts(), key);
        speak(tts(), key);
        speak(tts(), key);

        JsonObject usage = new JsonObject(Speak.send(HttpRequest.newBuilder(root.resolve("/api/usage")).header("X-API-Key", key)
                .build(), HttpResponse.BodyHandlers.ofString()).body());
        assertThat(usage.getInteger("ttsRequests")).isEqualTo(3);
        assertThat(usage.getInteger("charactersSynthesized")).isEqualTo(text.length());
        // the provider here has no price, and a hit needs none
        assertThat(usage.getInteger("unpricedRequests")).isEqualTo(1);
    }

    @Test
    void aQuotaOfCharactersIsUsedOnce() {
        key = new Admin(root).create(new JsonObject().put("name", "cache").put("speechCache", true)
                .put("quota", new JsonObject().put("characters", text.length()))).getString("key");

        assertThat(speak(tts(), key).statusCode()).isEqualTo(200);
        assertThat(speak(tts(), key).statusCode()).isEqualTo(200);
        assertThat(speak(tts().put("speed", 1.5), key).statusCode()).isEqualTo(429);
    }

    @Test
    void allDialectsShareWhatIsTheSame() {
        JsonObject openAiBody = new JsonObject().put("model", "tts-1").put("input", text).put("voice", "en-us-sarah-f");

        HttpResponse<byte[]> first = speak(tts().put("model", "tts-1"), key);
        HttpResponse<byte[]> second = send("/v1/audio/speech", openAiBody, key);
        HttpResponse<byte[]> events = send("/v1/audio/speech", openAiBody.copy().put("stream_format", "sse"), key);
        JsonObject elevenLabs = new JsonObject().put("text", text).put("model_id", "tts-1");
        openAi.will(bytes("audio/pcm", audio(48_000)));
        HttpResponse<byte[]> exact = send("/v1/text-to-speech/en-us-sarah-f/stream?output_format=pcm_24000", elevenLabs, key);
        HttpResponse<byte[]> again = send("/v1/text-to-speech/en-us-sarah-f?output_format=pcm_24000", elevenLabs, key);

        assertThat(header(first, "X-Cache")).isEqualTo("MISS");
        assertThat(header(second, "X-Cache")).isEqualTo("HIT");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(header(events, "X-Cache")).isEqualTo("HIT");
        assertThat(new String(events.body())).contains("speech.audio.delta").contains("speech.audio.done");
        assertThat(header(exact, "X-Cache")).isEqualTo("MISS");
        assertThat(header(exact, "character-cost")).isEqualTo(String.valueOf(text.length()));
        assertThat(header(again, "X-Cache")).isEqualTo("HIT");
        assertThat(header(again, "character-cost")).isEqualTo("0");
        assertThat(again.body()).isEqualTo(exact.body());
    }

    @Test
    void whateverMakesADifferenceIsSpokenForItself() {
        JsonObject base = new JsonObject().put("model", "tts-1").put("input", text).put("voice", "alloy");
        assertThat(header(send("/v1/audio/speech", base, key), "X-Cache")).isEqualTo("MISS");

        for (JsonObject other : List.of(base.copy().put("input", text + "!"), base.copy().put("voice", "echo"),
                base.copy().put("model", "tts-1-hd"), base.copy().put("model", "openai/tts-1"), base.copy().put("speed", 1.1),
                base.copy().put("instructions", "Whisper."), base.copy().put("response_format", "opus"))) {
            assertThat(header(send("/v1/audio/speech", other, key), "X-Cache")).as(other.encode()).isEqualTo("MISS");
        }
        assertThat(header(send("/v1/audio/speech", base, key), "X-Cache")).isEqualTo("HIT");
    }

    @Test
    void nobodyHearsWhatAnotherKeyHasAskedFor() {
        speak(tts(), key);

        assertThat(header(speak(tts(), newKey(true)), "X-Cache")).isEqualTo("MISS");
        assertThat(openAi.seen()).hasSize(2);
    }

    @Test
    void aKeyThatDoesNotWantItDoesNotHaveIt() {
        String without = newKey(false);

        for (int i = 0; i < 2; i++) {
            assertThat(header(speak(tts(), without), "X-Cache")).isNull();
        }
        assertThat(openAi.seen()).hasSize(2);
    }

    @Test
    void manyAtOnceAreSpokenForOnceAndHearItAsItComes() throws Exception {
        // Given
        CompletableFuture<HttpServerRequest> asked = new CompletableFuture<>();
        openAi.will(asked::complete);
        double hits = Meters.sum(root, HITS);

        // When
        List<CompletableFuture<HttpResponse<InputStream>>> all = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> stream(key))).toList();
        await().until(() -> Meters.sum(root, HITS) == hits + 7);
        headOnly("audio/mpeg").accept(asked.join());
        asked.join().response().write(Buffer.buffer(audio(1000)));

        // Then
        List<InputStream> bodies = new ArrayList<>();
        for (CompletableFuture<HttpResponse<InputStream>> one : all) {
            bodies.add(one.join().body());
            assertThat(bodies.get(bodies.size() - 1).readNBytes(1000)).isEqualTo(audio(1000));
        }
        assertThat(all.stream().map(one -> header(one.join(), "X-Cache"))).containsOnlyOnce("MISS").contains("HIT").hasSize(8);

        // And somebody who comes later has all of it
        InputStream late = stream(key).body();
        assertThat(late.readNBytes(1000)).isEqualTo(audio(1000));
        bodies.add(late);
        asked.join().response().end(Buffer.buffer(audio(500)));
        for (InputStream body : bodies) {
            assertThat(body.readAllBytes()).isEqualTo(audio(500));
        }
        assertThat(openAi.seen()).hasSize(1);
    }

    @Test
    void whoLeavesDoesNotTakeItFromTheOthers() throws Exception {
        CompletableFuture<HttpServerRequest> asked = new CompletableFuture<>();
        openAi.will(request -> {
            headOnly("audio/mpeg").accept(request);
            request.response().write(Buffer.buffer(audio(1000)));
            asked.complete(request);
        });
        InputStream first = stream(key).body();
        first.readNBytes(1000);
        InputStream second = stream(key).body();
        InputStream third = stream(key).body();
        third.readNBytes(1000);

        first.close();
        third.close();
        second.readNBytes(1000);
        asked.join().response().end(Buffer.buffer(audio(500)));

        assertThat(second.readAllBytes()).isEqualTo(audio(500));
        assertThat(openAi.vanished()).isZero();
        assertThat(header(speak(tts(), key), "X-Cache")).isEqualTo("HIT");
    }

    @Test
    void whenAllHaveLeftNobodySpeaks() throws Exception {
        openAi.will(chunks(openAi.vertx(), "audio/mpeg", audio(1000), 1000, 50, true));
        InputStream first = stream(key).body();
        first.readNBytes(1000);
        InputStream second = stream(key).body();
        second.readNBytes(1000);

        first.close();
        second.close();

        await().until(() -> openAi.vanished() == 1);
        openAi.will(bytes("audio/mpeg", audio(3000)));
        assertThat(header(speak(tts(), key), "X-Cache")).isEqualTo("MISS");
    }

    @Test
    void whenTheFirstLeavesBeforeItBeginsAnotherAsksAgain() throws Exception {
        List<HttpServerRequest> asked = new CopyOnWriteArrayList<>();
        openAi.will(asked::add);
        double hits = Meters.sum(root, HITS);
        double misses = Meters.sum(root, MISSES);
        Socket first = ask();
        await().until(() -> Meters.sum(root, MISSES) == misses + 1 && asked.size() == 1);
        List<CompletableFuture<HttpResponse<byte[]>>> others = IntStream.range(0, 3)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> speak(tts(), key))).toList();
        await().until(() -> Meters.sum(root, HITS) == hits + 3);

        first.close();

        await().until(() -> asked.size() == 2);
        bytes("audio/mpeg", audio(3000)).accept(asked.get(1));
        assertThat(others).allSatisfy(other -> assertThat(other.join().body()).isEqualTo(audio(3000)));
        assertThat(others.stream().map(other -> header(other.join(), "X-Cache"))).containsOnlyOnce("MISS");
        assertThat(openAi.seen()).hasSize(2);
    }

    @Test
    void aFailureIsEverybodysAndIsNotKept() {
        List<HttpServerRequest> asked = new CopyOnWriteArrayList<>();
        openAi.will(asked::add);
        double hits = Meters.sum(root, HITS);
        JsonObject pinned = tts().put("model", "openai/tts-1");
        List<CompletableFuture<HttpResponse<byte[]>>> all = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> speak(pinned, key))).toList();
        await().until(() -> Meters.sum(root, HITS) == hits + 3 && asked.size() == 1);

        status(400).accept(asked.get(0));

        assertThat(all).allSatisfy(one -> {
            assertThat(one.join().statusCode()).as(new String(one.join().body())).isEqualTo(400);
            assertThat(new JsonObject(Buffer.buffer(one.join().body())).getString("code"))
                    .isEqualTo("provider_rejected_request");
        });
        openAi.will(bytes("audio/mpeg", audio(3000)));
        assertThat(header(speak(pinned, key), "X-Cache")).isEqualTo("MISS");
    }

    @Test
    void whatBreaksOffIsNotKept() {
        openAi.will(chunks(openAi.vertx(), "audio/mpeg", audio(1000), 2, 20, false));
        assertThatThrownBy(() -> speak(tts(), key)).hasRootCauseInstanceOf(IOException.class);

        openAi.will(bytes("audio/mpeg", audio(3000)));
        HttpResponse<byte[]> after = speak(tts(), key);

        assertThat(header(after, "X-Cache")).isEqualTo("MISS");
        assertThat(after.body()).isEqualTo(audio(3000));
    }

    @Test
    void anAnswerByFallbackIsNotKept() {
        openAi.will(status(500));
        HttpResponse<byte[]> byLocal = speak(tts(), key);

        openAi.will(bytes("audio/mpeg", audio(3000)));
        HttpResponse<byte[]> after = speak(tts(), key);

        assertThat(header(byLocal, "X-VoiceForge-Provider")).isEqualTo("local");
        assertThat(header(byLocal, "X-Cache")).isEqualTo("MISS");
        assertThat(header(after, "X-Cache")).isEqualTo("MISS");
        assertThat(header(after, "X-VoiceForge-Provider")).isEqualTo("openai");
        assertThat(header(speak(tts(), key), "X-Cache")).isEqualTo("HIT");
    }

    @Test
    void whatIsTooLongIsSpokenButNotKept() {
        openAi.will(bytes("audio/mpeg", audio(150_000)));

        for (int i = 0; i < 2; i++) {
            HttpResponse<byte[]> answer = speak(tts(), key);
            assertThat(answer.body()).isEqualTo(audio(150_000));
            assertThat(header(answer, "X-Cache")).isEqualTo("MISS");
        }
        await().until(() -> Meters.sum(root, "voiceforge_speech_cache_bytes") <= 200_000);
    }

    @Test
    void theLeastRecentlyUsedMakesRoom() {
        double evictions = Meters.sum(root, "voiceforge_speech_cache_evictions_total");
        openAi.will(bytes("audio/mpeg", audio(70_000)));
        Function<Integer, String> result = i -> header(speak(tts().put("text", text + i), key), "X-Cache");

        assertThat(result.apply(1)).isEqualTo("MISS");
        assertThat(result.apply(2)).isEqualTo("MISS");
        assertThat(result.apply(1)).isEqualTo("HIT");
        assertThat(result.apply(3)).isEqualTo("MISS");

        assertThat(result.apply(1)).isEqualTo("HIT");
        assertThat(result.apply(2)).isEqualTo("MISS");
        assertThat(Meters.sum(root, "voiceforge_speech_cache_evictions_total")).isGreaterThanOrEqualTo(evictions + 2);
        assertThat(Meters.sum(root, "voiceforge_speech_cache_bytes")).isLessThanOrEqualTo(200_000);
    }

    private JsonObject tts() {
        return Speak.tts(text).put("format", "mp3");
    }

    private String newKey(boolean withCache) {
        return new Admin(root).create(new JsonObject().put("name", "cache").put("speechCache", withCache)).getString("key");
    }

    private HttpResponse<byte[]> speak(JsonObject body, String with) {
        return send("/api/tts", body, with);
    }

    private HttpResponse<byte[]> send(String path, JsonObject body, String with) {
        return Speak.send(Speak.request(root.resolve(path), body).setHeader("X-API-Key", with).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpResponse<InputStream> stream(String with) {
        return Speak.send(Speak.request(root.resolve("/api/tts"), tts()).setHeader("X-API-Key", with).build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    /** A request whose caller can leave before there is a response. */
    private Socket ask() throws IOException {
        Socket socket = new Socket(root.getHost(), root.getPort());
        byte[] body = tts().encode().getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream().write(("POST /api/tts HTTP/1.1\r\nHost: x\r\nX-API-Key: " + key
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        return socket;
    }

    private static String header(HttpResponse<?> response, String name) {
        return Speak.header(response, name);
    }

    /** Nothing that repeats. */
    private static byte[] audio(int size) {
        byte[] audio = new byte[size];
        new Random(1).nextBytes(audio);
        return audio;
    }
}
