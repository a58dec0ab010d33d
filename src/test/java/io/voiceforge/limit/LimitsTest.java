package io.voiceforge.limit;

import static io.voiceforge.testing.FakeProvider.chunks;
import static io.voiceforge.testing.FakeProvider.json;
import static io.voiceforge.testing.FakeProvider.status;
import static io.voiceforge.testing.Speak.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.Upload;
import io.voiceforge.testing.WithFakeProviders;

/** What callers see of their limits. */
@QuarkusTest
class LimitsTest extends WithFakeProviders {

    @BeforeEach
    void reset() {
        space.will(status(500));
        openAi.will(chunks(openAi.vertx(), "audio/mpeg", new byte[100], 1, 1, true));
    }

    @Test
    void everyAnswerSaysHowTheHourStands() {
        String key = key(new JsonObject().put("rateLimit", 3));

        HttpResponse<String> first = get("/api/key", key);
        HttpResponse<String> invalid = speak(key, new JsonObject());
        HttpResponse<String> missing = get("/api/voices?locale=en", key);
        HttpResponse<String> over = get("/api/key", key);

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(header(first, "X-RateLimit-Limit")).isEqualTo("3");
        assertThat(header(first, "X-RateLimit-Remaining")).isEqualTo("2");
        assertThat(Instant.parse(header(first, "X-RateLimit-Reset"))).isBetween(Instant.now().plusSeconds(3500),
                Instant.now().plusSeconds(3700));
        assertThat(header(first, "RateLimit-Policy")).isEqualTo("\"hour\";q=3;w=3600");
        assertThat(header(first, "RateLimit")).matches("\"hour\";r=2;t=3[56]\\d\\d");
        assertThat(invalid.statusCode()).as("a mistake in the body counts").isEqualTo(400);
        assertThat(header(invalid, "X-RateLimit-Remaining")).isEqualTo("1");
        assertThat(header(missing, "X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(over.statusCode()).isEqualTo(429);
        assertThat(header(over, "Retry-After")).matches("3[56]\\d\\d");
        JsonObject body = new JsonObject(over.body());
        assertThat(body.getString("error")).matches(
                "Rate limit exceeded: this key may send 3 requests in any hour\\. There is room again in 3[56]\\d\\d s\\.");
        assertThat(body.getString("code")).isEqualTo("rate_limit_exceeded");
        assertThat(body.getInteger("limit")).isEqualTo(3);
        assertThat(Instant.parse(body.getString("resetTime"))).isAfter(Instant.now().plusSeconds(3500));
        assertThat(body.getInteger("retry_after")).isBetween(3500, 3600);
    }

    @Test
    void theTightestWindowIsInTheHeadersAndRefuses() {
        String key = key(new JsonObject().put("rateLimit", 3).put("rateLimits", new JsonObject().put("day", 2)));

        HttpResponse<String> first = get("/api/key", key);
        get("/api/key", key);
        HttpResponse<String> over = get("/api/key", key);

        assertThat(header(first, "RateLimit-Policy")).isEqualTo("\"day\";q=2;w=86400");
        assertThat(header(first, "RateLimit")).matches("\"day\";r=1;t=86[34]\\d\\d");
        assertThat(header(first, "X-RateLimit-Limit")).isEqualTo("2");
        assertThat(over.statusCode()).isEqualTo(429);
        assertThat(header(over, "Retry-After")).matches("86[34]\\d\\d");
        assertThat(new JsonObject(over.body()).getString("code")).isEqualTo("rate_limit_exceeded");
        assertThat(new JsonObject(over.body()).getInteger("limit")).isEqualTo(2);
    }

    @Test
    void withoutRateLimitsNoHeaderSpeaksOfThem() {
        HttpResponse<String> answer = get("/api/key", key(new JsonObject().putNull("rateLimit")));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.toLowerCase(Locale.ROOT).contains("ratelimit"));
    }

    @Test
    void refusalsCountAgainstNobody() {
        JsonObject settings = new JsonObject().put("rateLimit", 2).put("scopes", new JsonArray().add("voices"));
        String key = key(settings);

        for (int i = 0; i < 5; i++) {
            assertThat(speak(key, Speak.tts("Hello")).statusCode()).isEqualTo(403);
        }
        assertThat(header(get("/api/key", key), "X-RateLimit-Remaining")).isEqualTo("1");
        assertThat(get("/api/key", key).statusCode()).isEqualTo(200);
        for (int i = 0; i < 5; i++) {
            assertThat(get("/api/key", key).statusCode()).isEqualTo(429);
        }
    }

    @Test
    void openAisClientsGetTheirOwnHeadersAndErrors() {
        String key = key(new JsonObject().put("rateLimit", 1));
        JsonObject body = new JsonObject().put("model", "tts-1").put("input", "Hello").put("voice", "nova");

        HttpResponse<byte[]> first = post("/v1/audio/speech", key, body);
        HttpResponse<byte[]> over = post("/v1/audio/speech", key, body);

        assertThat(header(first, "x-ratelimit-limit-requests")).isEqualTo("1");
        assertThat(header(first, "x-ratelimit-remaining-requests")).isEqualTo("0");
        assertThat(header(first, "x-ratelimit-reset-requests")).matches("1h|59m(\\d+s)?");
        assertThat(over.statusCode()).isEqualTo(429);
        JsonObject error = new JsonObject(new String(over.body(), StandardCharsets.UTF_8)).getJsonObject("error");
        assertThat(error.getString("type")).isEqualTo("rate_limit_error");
        assertThat(error.getString("code")).isEqualTo("rate_limit_exceeded");
        assertThat(error.getString("message")).startsWith("Rate limit exceeded: this key may send 1 request in any hour. ");
    }

    @Test
    void sixtyFourClientsGetExactlyTheLimit() throws Exception {
        String key = key(new JsonObject().put("rateLimit", 1000));
        ForkJoinPool pool = new ForkJoinPool(64);
        try {
            List<Integer> statuses = pool.submit(() -> IntStream.range(0, 1200).parallel()
                    .mapToObj(i -> get("/api/key", key).statusCode()).collect(Collectors.toList())).get();
            assertThat(statuses).filteredOn(status -> status == 200).hasSize(1000);
            assertThat(statuses).filteredOn(status -> status == 429).hasSize(200);
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void placeIsHeldUntilTheStreamEndsOrItsCallerLeaves() throws IOException {
        openAi.will(chunks(openAi.vertx(), "audio/mpeg", new byte[1000], 1000, 20, true));
        String key = key(new JsonObject().put("maxConcurrent", 2));
        HttpResponse<InputStream> one = stream(key);
        HttpResponse<InputStream> two = stream(key);
        one.body().readNBytes(1000);
        two.body().readNBytes(1000);

        HttpResponse<String> third = speak(key, Speak.tts("Hello").put("format", "mp3"));
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(new JsonObject(third.body()).getString("code")).isEqualTo("concurrency_limit_exceeded");
        assertThat(new JsonObject(third.body()).getInteger("limit")).isEqualTo(2);
        assertThat(header(third, "Retry-After")).isEqualTo("1");

        one.body().close();
        await().until(() -> get("/api/key", key).statusCode() == 200);
        two.body().close();
    }

    @Test
    void quotaOfTheMonthInCharacters() {
        String key = key(new JsonObject().put("quota", new JsonObject().put("characters", 12)));

        assertThat(speak(key, Speak.tts("Hello").put("format", "mp3")).statusCode()).isEqualTo(200);
        assertThat(speak(key, Speak.tts("Too long a text").put("format", "mp3")).statusCode()).isEqualTo(429);
        assertThat(speak(key, Speak.tts("Hello").put("format", "mp3")).statusCode()).isEqualTo(200);

        HttpResponse<byte[]> over = post("/v1/audio/speech", key,
                new JsonObject().put("model", "tts-1").put("input", "Hello").put("voice", "nova"));
        assertThat(over.statusCode()).isEqualTo(429);
        assertThat(header(over, "x-should-retry")).isEqualTo("false");
        assertThat(header(over, "Retry-After")).matches("[1-9]\\d*");
        JsonObject error = new JsonObject(new String(over.body(), StandardCharsets.UTF_8)).getJsonObject("error");
        assertThat(error.getString("code")).isEqualTo("insufficient_quota");
        HttpResponse<String> refused = speak(key, Speak.tts("Hello"));
        assertThat(new JsonObject(refused.body()).getString("code")).isEqualTo("quota_exceeded");
        assertThat(new JsonObject(refused.body()).getInteger("limit")).isEqualTo(12);
    }

    @Test
    void theKeysOfACustomerShareItsQuotaAndItsPlaces() throws IOException {
        openAi.will(chunks(openAi.vertx(), "audio/mpeg", new byte[1000], 1000, 20, true));
        String customer = "Aurora " + UUID.randomUUID();
        JsonObject limits = new JsonObject().put("maxConcurrent", 1).put("quota", new JsonObject().put("characters", 12));
        String id = new Admin(root).call("POST", "/api/customers", limits.put("name", customer).encode()).json()
                .getString("id");
        String one = key(new JsonObject().put("customer", customer));
        String other = key(new JsonObject().put("customer", customer).put("quota", new JsonObject().put("characters", 50)));
        HttpResponse<InputStream> running = stream(one);
        running.body().readNBytes(1000);

        JsonObject refused = new JsonObject(speak(other, Speak.tts("Hello").put("format", "mp3")).body());
        assertThat(refused.getString("code")).isEqualTo("concurrency_limit_exceeded");
        assertThat(refused.getString("error")).contains("for this customer is 1");
        running.body().close();

        openAi.will(chunks(openAi.vertx(), "audio/mpeg", new byte[100], 1, 1, true));
        await().until(() -> speak(other, Speak.tts("Hello").put("format", "mp3")).statusCode() == 200);
        await().until(() -> get("/api/key", one).statusCode() == 200);
        JsonObject over = new JsonObject(speak(one, Speak.tts("Hello").put("format", "mp3")).body());
        assertThat(over.getString("code")).isEqualTo("quota_exceeded");
        assertThat(over.getString("error")).contains("this customer may use 12 characters a month, 2 are left");
        assertThat(over.getInteger("limit")).isEqualTo(12);

        new Admin(root).call("PATCH", "/api/customers/" + id, "{\"quota\":{\"characters\":17}}");
        assertThat(speak(one, Speak.tts("Hello").put("format", "mp3")).statusCode()).isEqualTo(200);
    }

    @Test
    void theKeysOfACustomerShareItsRateLimits() {
        String customer = "Borealis " + UUID.randomUUID();
        JsonObject limits = new JsonObject().put("rateLimits", new JsonObject().put("day", 2)).put("rateLimit", 50);
        String id = new Admin(root).call("POST", "/api/customers", limits.put("name", customer).encode()).json()
                .getString("id");
        String one = key(new JsonObject().put("customer", customer));
        String other = key(new JsonObject().put("customer", customer));

        HttpResponse<String> first = get("/api/key", one);
        get("/api/key", other);
        HttpResponse<String> over = get("/api/key", one);

        assertThat(header(first, "RateLimit-Policy")).isEqualTo("\"customer-day\";q=2;w=86400");
        assertThat(header(first, "RateLimit")).matches("\"customer-day\";r=1;t=86[34]\\d\\d");
        assertThat(over.statusCode()).isEqualTo(429);
        JsonObject body = new JsonObject(over.body());
        assertThat(body.getString("error"))
                .startsWith("Rate limit exceeded: this customer may send 2 requests in any day. There is room again in 86");
        assertThat(body.getString("code")).isEqualTo("rate_limit_exceeded");
        assertThat(body.getInteger("limit")).isEqualTo(2);

        new Admin(root).call("PATCH", "/api/customers/" + id, "{\"rateLimits\":{\"day\":4}}");
        assertThat(header(get("/api/key", other), "RateLimit")).startsWith("\"customer-day\";r=1;");

        new Admin(root).call("PATCH", "/api/customers/" + id, "{\"rateLimit\":null,\"rateLimits\":null}");
        assertThat(header(get("/api/key", other), "RateLimit-Policy")).isEqualTo("\"hour\";q=1000;w=3600");
    }

    @Test
    void quotaOfSpeechThatFailedIsGivenBack() {
        String key = key(new JsonObject().put("quota", new JsonObject().put("characters", 5)));
        openAi.will(status(500));
        JsonObject aac = Speak.tts("Hello").put("format", "aac");

        for (int i = 0; i < 3; i++) {
            assertThat(speak(key, aac).statusCode()).isEqualTo(502);
        }

        openAi.will(chunks(openAi.vertx(), "audio/aac", new byte[100], 1, 1, true));
        assertThat(speak(key, aac).statusCode()).isEqualTo(200);
        assertThat(speak(key, aac).statusCode()).isEqualTo(429);
    }

    @Test
    void audioSecondsAreCountedByTheFilesHeader() {
        String key = key(new JsonObject().put("quota", new JsonObject().put("audioSeconds", 4)));

        space.will(status(422));
        assertThat(transcribe(key, 3.2).statusCode()).as("nobody has listened").isEqualTo(422);
        space.will(json("{\"text\":\"heard\"}"));
        assertThat(transcribe(key, 1.5).statusCode()).isEqualTo(200);
        await().until(() -> usage(key) == 1.5);
        HttpResponse<String> over = transcribe(key, 2.1);
        assertThat(over.statusCode()).isEqualTo(429);
        assertThat(new JsonObject(over.body()).getString("code")).isEqualTo("quota_exceeded");
        assertThat(over.body()).contains("audio seconds");
        assertThat(transcribe(key, 2).statusCode()).isEqualTo(200);
        assertThat(transcribe(key, 0.1).statusCode()).isEqualTo(429);
    }

    private HttpResponse<String> transcribe(String key, double seconds) {
        return Speak
                .send(Upload.request(root.resolve("/api/stt"), Upload.of("audio", "a.wav", Sound.wav(8000, seconds)).closed())
                        .setHeader("X-API-Key", key).build(), HttpResponse.BodyHandlers.ofString());
    }

    private double usage(String key) {
        return new JsonObject(get("/api/usage", key).body()).getDouble("audioSecondsTranscribed");
    }

    private String key(JsonObject settings) {
        return new Admin(root).create(settings.put("name", "limited")).getString("key");
    }

    private HttpResponse<String> get(String path, String key) {
        return Speak.send(HttpRequest.newBuilder(root.resolve(path)).header("X-API-Key", key).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> speak(String key, JsonObject body) {
        return Speak.send(request("/api/tts", key, body), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<byte[]> post(String path, String key, JsonObject body) {
        return Speak.send(request(path, key, body), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpResponse<InputStream> stream(String key) {
        return Speak.send(request("/api/tts", key, Speak.tts("Hello").put("format", "mp3")),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private HttpRequest request(String path, String key, JsonObject body) {
        return Speak.request(root.resolve(path), body).setHeader("X-API-Key", key).build();
    }
}
