package io.voiceforge.gateway;

import static io.voiceforge.testing.Completions.chunk;
import static io.voiceforge.testing.Completions.head;
import static io.voiceforge.testing.Completions.spaceAnswer;
import static io.voiceforge.testing.Completions.stream;
import static io.voiceforge.testing.FakeProvider.bytes;
import static io.voiceforge.testing.FakeProvider.chunks;
import static io.voiceforge.testing.FakeProvider.json;
import static io.voiceforge.testing.FakeProvider.status;
import static io.voiceforge.testing.Speak.tts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.provider.ProviderGuards;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.AdminToken;
import io.voiceforge.testing.FakeProvider;
import io.voiceforge.testing.FakeProviders;
import io.voiceforge.testing.Meters;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.Upload;

/** What calls cost, in micro-dollars, as it comes of the prices in {@code money.json} by hand. */
@QuarkusTest
@WithTestResource(value = FakeProviders.class, initArgs = {
        @ResourceArg(name = "voiceforge.prices.file", value = "src/test/resources/money.json"),
        @ResourceArg(name = "voiceforge.limits.first-byte", value = "4s"),
        @ResourceArg(name = "voiceforge.limits.transcription-first-byte", value = "4s"),
        @ResourceArg(name = "voiceforge.limits.idle", value = "4s"),
        @ResourceArg(name = "voiceforge.limits.stream-first-event", value = "4s"),
        @ResourceArg(name = "voiceforge.limits.stream-idle", value = "4s"),
        @ResourceArg(name = "voiceforge.limits.connect", value = "4s"),
        @ResourceArg(name = "voiceforge.limits.transcription-chain", value = "12s"),
        @ResourceArg(name = "voiceforge.limits.chain", value = "12s"),
        @ResourceArg(name = "voiceforge.previews.max-wait", value = "500ms") })
@WithTestResource(AdminToken.class)
class MoneyTest {

    private static final String MINI = "openai/gpt-4o-mini";
    private static final byte[] WAV = Sound.wav(8000, 0.1);
    private static final String UNKNOWN = "-";

    @FakeProviders.Space
    FakeProvider space;

    @FakeProviders.OpenAi
    FakeProvider openAi;

    @FakeProviders.Router
    FakeProvider router;

    @TestHTTPResource("/")
    URI root;

    @Inject
    ProviderGuards guards;

    private final Map<String, String> costs = new ConcurrentHashMap<>();
    private final List<String> expected = new ArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            Map<String, String> members = new TreeMap<>();
            for (String member : line.getMessage().split(" ")) {
                members.put(member.split("=", 2)[0], member.split("=", 2)[1]);
            }
            costs.put(members.get("request"), members.get("cost"));
        }

        @Override
        public void flush() {
            // nothing is kept back
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    private JsonObject key;
    private int call;

    @BeforeEach
    void begin() {
        Logger.getLogger("io.voiceforge.access-log").addHandler(listener);
        key = new Admin(root).create(new JsonObject().put("name", "money").put("speechCache", true));
        for (FakeProvider provider : List.of(space, openAi, router)) {
            provider.reset();
        }
    }

    @AfterEach
    void end() {
        Logger.getLogger("io.voiceforge.access-log").removeHandler(listener);
    }

    /** Here, because callers wait longer elsewhere: everything else about previews is in {@link VoicePreviewTest}. */
    @Test
    void aPreviewThatTakesLongerThanCallersWaitIsThereForTheNext() {
        CompletableFuture<HttpServerRequest> asked = new CompletableFuture<>();
        space.will(asked::complete);
        openAi.will(bytes("audio/mpeg", new byte[500]));

        HttpResponse<String> late = preview();

        assertThat(late.statusCode()).isEqualTo(503);
        assertThat(late.body()).contains("\"overloaded\"");
        assertThat(Speak.header(late, "Retry-After")).isEqualTo("2");
        space.will(status(405));
        asked.join().connection().close();
        await().until(() -> preview().statusCode() == 200);
        assertThat(openAi.seen()).as("it has gone on all the while").hasSize(1);
    }

    private HttpResponse<String> preview() {
        return Speak.send(HttpRequest.newBuilder(root.resolve("/api/voice-library/tamil-lakshmi-f/preview")).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(strings = { "999999999999999999", "99999999999999999999999999" })
    void wishForMoreTokensThanThereCanBeIsRefusedByTheQuota(String tokens) {
        String secret = new Admin(root).create(new JsonObject().put("name", "small")
                .put("quota", new JsonObject().put("cost", 1000))).getString("key");

        HttpResponse<String> answer = Speak.send(HttpRequest.newBuilder(root.resolve("/v1/chat/completions"))
                .header("X-API-Key", secret).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + MINI + "\",\"max_tokens\":" + tokens
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"))
                .build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
        assertThat(answer.body()).contains("insufficient_quota");
    }

    @Test
    void whatTwentyCallsAndSomeMoreCost() {
        double spaceBefore = Meters.sum(root, "voiceforge_cost_micros_total{operation=\"speech\",provider=\"space\"");
        double unknownBefore = Meters.sum(root, "voiceforge_cost_unknown_total{operation=\"speech\",provider=\"openai\"");

        // 1000 * 0.15 + 500 * 0.6
        chat("450", MINI, usage(1000, 0, 500));
        // 2000 * 0.15 + 8000 * 0.075 + 100 * 0.6
        chat("960", MINI, usage(10_000, 8_000, 100));
        // 0.15 + 0.6 = 0.75
        chat("1", MINI, usage(1, 0, 1));
        // 3 * 0.15 = 0.45
        chat("0", MINI, usage(3, 0, 0));
        // 10 * 0.15 = 1.5, rounded up
        chat("2", MINI, usage(10, 0, 0));
        // 100 * 2.5 + 20 * 10 + 1000 for the request
        chat("1450", "openai/gpt-4o", usage(100, 0, 20));
        // 50 * 2.5 + 50 * 1.25 + 1000 + 0
        chat("1188", "openai/gpt-4o", usage(100, 50, 0));
        // only a total: 8 characters of the answer are 2 tokens; 298 * 0.15 + 2 * 0.6 = 45.9
        chat("46", MINI, new JsonObject().put("total_tokens", 300));
        // nothing is reported: 74 characters asked are 19 tokens, 8 answered are 2; 19 * 0.15 + 2 * 0.6 = 4.05
        chat("4", MINI, null);
        // a model without a price
        chat(UNKNOWN, "openai/unheard-of", usage(1000, 0, 500));
        // the router: 10 * 0.1 + 5 * 0.1
        router.will(completion(usage(10, 0, 5)));
        whole("2", "/v1/chat/completions", ask("hf/" + FakeProviders.ROUTER_MODEL), 200);
        // the Space charges for the request alone
        space.will(spaceAnswer("Hello"));
        whole("500", "/v1/chat/completions", ask("space/any"), 200);

        // streams: 200 * 0.15 + 100 * 0.6, the provider's report counts
        openAi.will(stream(chunk("Hi"), chunkWith(usage(200, 0, 100)), "[DONE]"));
        whole("90", "/v1/chat/completions", ask(MINI).put("stream", true), 200);
        // the caller leaves: 88 characters asked are 22 tokens, 5 answered are 2; 22 * 0.15 + 2 * 0.6 = 4.5
        openAi.will(request -> head(request).write("data: " + chunk("Hello") + "\n\n"));
        left("5", "/v1/chat/completions", ask(MINI).put("stream", true));
        // the provider breaks off: the same
        openAi.will(request -> {
            head(request).write("data: " + chunk("Hello") + "\n\n").onSuccess(written -> request.connection().close());
        });
        broken("5", "/v1/chat/completions", ask(MINI).put("stream", true));

        // nobody answers: nothing
        openAi.will(status(500));
        whole("0", "/v1/chat/completions", ask(MINI), 502);
        openAi.will(status(400));
        whole("0", "/v1/chat/completions", ask(MINI), 400);
        whole("0", "/v1/audio/speech", new JsonObject().put("model", "openai/tts-1"), 400);

        // 11 * 15
        openAi.will(bytes("audio/mpeg", new byte[100]));
        whole("165", "/v1/audio/speech", speech("openai/tts-1", "Hello world"), 200);
        // from the cache
        whole("0", "/v1/audio/speech", speech("openai/tts-1", "Hello world"), 200);
        // has a price by tokens only, if any
        whole(UNKNOWN, "/v1/audio/speech", speech("openai/gpt-4o-mini-tts", "Hello world"), 200);
        space.will(bytes("audio/wav", WAV));
        whole("500", "/api/tts", tts("Hello"), 200);
        // who answers in the Space's place: 5 * 15
        space.will(status(500));
        whole("75", "/v1/audio/speech", speech("tts-1", "Hello"), 200);
        // a caller who leaves has been spoken to: 4 * 15
        openAi.will(chunks(openAi.vertx(), "audio/mpeg", new byte[1000], 1000, 20, true));
        left("60", "/v1/audio/speech", speech("openai/tts-1", "left"));

        // 90 s as the provider says: 1.5 * 6000
        openAi.will(json("{\"text\":\"x\",\"duration\":90}"));
        transcription("9000");
        // 0.1 s as the header says: 0.1 / 60 * 6000
        openAi.will(json("{\"text\":\"x\"}"));
        transcription("10");
        // the Space's voice activity is a request too
        space.will(json("{\"segments\":[]}"));
        upload("500", "/api/vad", Upload.of("audio", "a.wav", WAV));

        // a reply and its audio, both by the Space
        space.will(request -> (request.path().equals("/api/tts") ? bytes("audio/wav", WAV) : spaceAnswer("Hello"))
                .accept(request));
        whole("1000", "/api/vllm/chat", new JsonObject().put("message", "Hi").put("voice", "en-us-sarah-f"), 200);
        // a reply with a price, and audio without one: what is known counts, but not as the cost
        openAi.will(request -> (request.path().endsWith("/speech") ? bytes("audio/mpeg", new byte[100])
                : completion(usage(1000, 0, 0))).accept(request));
        space.will(status(500));
        whole(UNKNOWN, "/api/vllm/chat",
                new JsonObject().put("message", "Hi").put("model", MINI).put("voice", "en-us-sarah-f"), 200);
        // the gateway itself
        whole("0", "/api/vllm/chat", new JsonObject().put("message", "Hi").put("mode", "echo"), 200);

        // Then
        assertThat(expected).hasSizeGreaterThan(20);
        long known = expected.stream().filter(cost -> !cost.equals(UNKNOWN)).mapToLong(Long::parseLong).sum() + 150;
        await().untilAsserted(() -> assertThat(report("").getLong("totalRequests")).isEqualTo(expected.size()));
        JsonObject report = report("?groupBy=provider,model");
        assertThat(report.getLong("cost")).isEqualTo(known);
        assertThat(report.getLong("unpricedRequests")).isEqualTo(3);
        assertThat(cost(report, "openai", "gpt-4o")).isEqualTo(1450 + 1188);
        assertThat(cost(report, "openai", "whisper-1")).isEqualTo(9010);
        assertThat(cost(report, "openai", "tts-1")).isEqualTo(165 + 75 + 60);
        assertThat(cost(report, "openai", "unheard-of")).isNull();
        assertThat(cost(report, null, null)).isZero();
        assertThat(Meters.sum(root, "voiceforge_cost_micros_total{operation=\"speech\",provider=\"space\"") - spaceBefore)
                .isEqualTo(1000);
        assertThat(Meters.sum(root, "voiceforge_cost_unknown_total{operation=\"speech\",provider=\"openai\"") - unknownBefore)
                .isEqualTo(2);
        JsonObject all = new Admin(root).call("GET", "/api/usage/all?groupBy=key", null).json();
        assertThat(all.getJsonArray("groups").stream().map(JsonObject.class::cast)
                .filter(group -> group.getJsonObject("group").getString("key").equals(key.getString("id"))))
                .singleElement().satisfies(group -> assertThat(group.getLong("cost")).isEqualTo(known));
    }

    @Test
    void aQuotaOfMoneyIsReservedAsTheDearestWouldChargeAndSettled() {
        key = new Admin(root).create(new JsonObject().put("name", "poor").put("quota", new JsonObject().put("cost", 1000)));
        assertThat(key.getJsonObject("quota").getLong("cost")).isEqualTo(1000);

        // 50 characters are 750, and 250 are left
        openAi.will(bytes("audio/mpeg", new byte[100]));
        whole("750", "/v1/audio/speech", speech("openai/tts-1", "x".repeat(50)), 200);
        HttpResponse<String> refused = post("/v1/audio/speech", speech("openai/tts-1", "x".repeat(17)));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("insufficient_quota", "0.001000 US dollars a month, 0.000250 are left, and this"
                + " request needs 0.000255");
        settled("0");
        // who charges nothing known may still be asked
        whole(UNKNOWN, "/v1/audio/speech", speech("openai/gpt-4o-mini-tts", "Hello"), 200);
        // not answered: nothing is taken
        openAi.will(status(500));
        whole("0", "/v1/audio/speech", speech("openai/tts-1", "x".repeat(16)), 502);
        openAi.will(bytes("audio/mpeg", new byte[100]));
        whole("240", "/v1/audio/speech", speech("openai/tts-1", "x".repeat(16)), 200);
        assertThat(post("/v1/audio/speech", speech("openai/tts-1", "x")).statusCode()).isEqualTo(429);
        settled("0");

        // 13 are left, and 90 characters with 10 tokens are expected to be 23 * 0.15 + 10 * 0.6 = 9.45; more is charged all the
        // same
        JsonObject asked = ask(MINI).put("max_tokens", 10);
        openAi.will(completion(usage(10_000, 0, 0)));
        assertThat(new Admin(root).call("PATCH", "/api/keys/" + key.getString("id"), "{\"quota\":{\"cost\":1003}}").status())
                .isEqualTo(200);
        whole("1500", "/v1/chat/completions", asked, 200);
        assertThat(post("/v1/chat/completions", asked).statusCode()).isEqualTo(429);
        settled("0");
    }

    // ---- calls

    private void chat(String cost, String model, JsonObject usage) {
        openAi.will(completion(usage));
        whole(cost, "/v1/chat/completions", ask(model), 200);
    }

    private void whole(String cost, String path, JsonObject body, int status) {
        HttpResponse<String> answer = post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        settled(cost);
    }

    private void left(String cost, String path, JsonObject body) {
        HttpResponse<InputStream> answer = Speak.send(request(path, body), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream stream = answer.body()) {
            stream.readNBytes(10);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        settled(cost);
    }

    private void broken(String cost, String path, JsonObject body) {
        HttpResponse<InputStream> answer = Speak.send(request(path, body), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream stream = answer.body()) {
            stream.readAllBytes();
        } catch (IOException e) {
            // the stream has no end
        }
        settled(cost);
    }

    private void transcription(String cost) {
        upload(cost, "/v1/audio/transcriptions", Upload.of("file", "a.wav", WAV).field("model", "openai/whisper-1"));
    }

    private void upload(String cost, String path, Upload upload) {
        HttpResponse<String> answer = Speak.send(Upload.request(root.resolve(path), upload.closed())
                .setHeader("X-API-Key", key.getString("key")).header("X-Request-Id", nextId()).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        settled(cost);
    }

    private HttpResponse<String> post(String path, JsonObject body) {
        return Speak.send(request(path, body), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String path, JsonObject body) {
        return Speak.request(root.resolve(path), body).setHeader("X-API-Key", key.getString("key"))
                .header("X-Request-Id", nextId()).build();
    }

    private String nextId() {
        guards.closeAll();
        return key.getString("id") + "-" + ++call;
    }

    /** The line of the last call says so. */
    private void settled(String cost) {
        String id = key.getString("id") + "-" + call;
        await().until(() -> costs.containsKey(id));
        assertThat(costs.get(id)).as("the cost of call " + call).isEqualTo(cost);
        expected.add(cost);
    }

    // ---- bodies

    private static JsonObject ask(String model) {
        return new JsonObject().put("model", model)
                .put("messages", new JsonArray().add(new JsonObject().put("role", "user").put("content", "Hi")));
    }

    private static JsonObject speech(String model, String text) {
        return new JsonObject().put("model", model).put("voice", "nova").put("input", text);
    }

    private static JsonObject usage(int input, int cached, int output) {
        return new JsonObject().put("prompt_tokens", input).put("completion_tokens", output)
                .put("total_tokens", input + output)
                .put("prompt_tokens_details", new JsonObject().put("cached_tokens", cached).put("audio_tokens", 0))
                .put("completion_tokens_details", new JsonObject().put("reasoning_tokens", 0));
    }

    /** Answers with eight characters. */
    private static Consumer<HttpServerRequest> completion(JsonObject usage) {
        JsonObject completion = new JsonObject().put("id", "c").put("object", "chat.completion").put("created", 1)
                .put("model", "gpt-4o-mini-2024-07-18")
                .put("choices", new JsonArray().add(new JsonObject().put("index", 0).put("finish_reason", "stop")
                        .put("message", new JsonObject().put("role", "assistant").put("content", "12345678"))));
        return json((usage == null ? completion : completion.put("usage", usage)).encode());
    }

    private static String chunkWith(JsonObject usage) {
        return new JsonObject().put("id", "c").put("object", "chat.completion.chunk").put("created", 1).put("model", "m")
                .put("choices", new JsonArray()).put("usage", usage).encode();
    }

    // ---- reports

    private JsonObject report(String query) {
        return new JsonObject(Speak.send(HttpRequest.newBuilder(root.resolve("/api/usage" + query))
                .header("X-API-Key", key.getString("key")).build(), HttpResponse.BodyHandlers.ofString()).body());
    }

    private static Long cost(JsonObject report, String provider, String model) {
        JsonObject group = new JsonObject().put("provider", provider).put("model", model);
        return report.getJsonArray("groups").stream().map(JsonObject.class::cast)
                .filter(each -> each.getJsonObject("group").equals(group)).findFirst().orElseThrow().getLong("cost");
    }
}
