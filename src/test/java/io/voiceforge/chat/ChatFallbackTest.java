package io.voiceforge.chat;

import static io.voiceforge.testing.Completions.ask;
import static io.voiceforge.testing.Completions.askStreamed;
import static io.voiceforge.testing.Completions.completion;
import static io.voiceforge.testing.Completions.either;
import static io.voiceforge.testing.Completions.spaceAnswer;
import static io.voiceforge.testing.Completions.stream;
import static io.voiceforge.testing.FakeProvider.bytes;
import static io.voiceforge.testing.FakeProvider.hang;
import static io.voiceforge.testing.FakeProvider.hangUp;
import static io.voiceforge.testing.FakeProvider.headOnly;
import static io.voiceforge.testing.FakeProvider.json;
import static io.voiceforge.testing.FakeProvider.status;
import static io.voiceforge.testing.FakeProvider.webPage;
import static io.voiceforge.testing.Speak.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Completions;
import io.voiceforge.testing.Failures;
import io.voiceforge.testing.FakeProvider;
import io.voiceforge.testing.FakeProviders;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.WithFakeProviders;

/** Who goes on with a conversation when somebody does not. */
@QuarkusTest
class ChatFallbackTest extends WithFakeProviders {

    @TestHTTPResource("/v1/chat/completions")
    URI chat;

    @BeforeEach
    void reset() {
        space.will(spaceAnswer("by the space"));
        openAi.will(either(openAi, "by openai"));
        router.will(either(router, "by the router"));
    }

    @Test
    void spaceAnswersPlainTextAsOpenAiWould() {
        JsonObject question = new JsonObject().put("model", "gpt-4o").put("temperature", 0.5).put("messages", new JsonArray()
                .add(message("system", "Be brief."))
                .add(message("user", "One?"))
                .add(message("assistant", "1"))
                .add(message("user", "Two?")));

        HttpResponse<byte[]> answer = Speak.bytes(chat, question);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("space");
        assertThat(header(answer, "X-Processing-Time")).matches("\\d+ms");
        JsonObject completion = read(answer);
        assertThat(completion.getString("id")).matches("chatcmpl-[0-9a-f-]{36}");
        assertThat(completion.getString("object")).isEqualTo("chat.completion");
        assertThat(completion.getJsonArray("choices")).isEqualTo(new JsonArray().add(new JsonObject().put("index", 0)
                .put("message", message("assistant", "by the space")).put("finish_reason", "stop")));
        assertThat(completion.getJsonObject("usage").getInteger("total_tokens")).isEqualTo(7);

        FakeProvider.Seen seen = space.seen().get(0);
        assertThat(seen.path()).isEqualTo("/api/vllm/chat");
        assertThat(seen.body().getString("message")).isEqualTo("Two?");
        assertThat(seen.body().getString("mode")).isEqualTo("custom");
        assertThat(seen.body().getString("system_prompt"))
                .isEqualTo("Be brief.\n\nThe conversation so far:\nUser: One?\nAssistant: 1");
        assertThat(seen.body().fieldNames()).containsExactlyInAnyOrder("session_id", "message", "mode", "system_prompt");
        assertThat(seen.headers()).containsEntry("Authorization", "Bearer " + FakeProviders.HF_TOKEN);
        assertThat(seen.headers().values()).noneMatch(value -> value.contains(Speak.KEY));
        assertThat(openAi.seen()).isEmpty();
    }

    static Stream<Arguments> notForASpace() {
        JsonObject image = new JsonObject().put("type", "image_url")
                .put("image_url", new JsonObject().put("url", "https://example.org/x.png"));
        return Stream.of(
                Arguments.of("tools", ask("x").put("tools", new JsonArray().add(new JsonObject().put("type", "function")))),
                Arguments.of("schema", ask("x").put("response_format", new JsonObject().put("type", "json_object"))),
                Arguments.of("two choices", ask("x").put("n", 2)),
                Arguments.of("image", ask("x").put("messages", new JsonArray().add(new JsonObject().put("role", "user")
                        .put("content", new JsonArray().add(image))))),
                Arguments.of("tool's answer", ask("x").put("messages", new JsonArray().add(message("user", "x"))
                        .add(message("tool", "42").put("tool_call_id", "c")))),
                Arguments.of("last word not the user's", ask("x").put("messages", new JsonArray().add(message("user", "x"))
                        .add(message("assistant", "y")))),
                Arguments.of("audio", ask("x").put("modalities", new JsonArray().add("text").add("audio"))),
                Arguments.of("unknown", ask("x").put("brand_new_member", new JsonObject().put("deep", true))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notForASpace")
    void whatASpaceCannotDoGoesToOpenAiUntouched(String name, JsonObject question) {
        HttpResponse<byte[]> answer = Speak.bytes(chat, question);

        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("openai");
        assertThat(openAi.seen().get(0).body()).isEqualTo(question);
        assertThat(openAi.seen().get(0).path()).isEqualTo("/v1/chat/completions");
        assertThat(openAi.seen().get(0).headers()).containsEntry("Authorization", "Bearer " + FakeProviders.OPENAI_KEY);
        assertThat(space.seen()).isEmpty();
    }

    @Test
    void aMemberThatAProviderWritesTwiceDoesNoHarm() {
        openAi.will(json("{\"id\":\"a\",\"id\":\"b\",\"choices\":[{\"message\":{\"content\":\"x\"}}]}"));

        assertThat(post("{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void everyByteGoesOnButThoseThatHaveToDiffer() {
        String rest = " \"messages\" : [ {\"role\":\"user\", \"content\":\"caf\\u00e9 \\ud83d\\ude00 \\/\"} ] , \"brand_new\":\t1.0e2";
        String answerBody = "{ \"id\" : \"x\", \"choices\" : [ ], \"brand_new\":\"\\u00e9\" }";
        openAi.will(json(answerBody));

        HttpResponse<byte[]> asIs = post("{\"model\":\"gpt-4o\"," + rest + "}");
        post("{ \"model\":\"openai/gpt-4o\" ," + rest + " }");

        assertThat(new String(asIs.body(), StandardCharsets.UTF_8)).isEqualTo(answerBody);
        assertThat(openAi.seen().get(0).bytes().toString()).isEqualTo("{\"model\":\"gpt-4o\"," + rest + "}");
        assertThat(openAi.seen().get(1).bytes().toString()).isEqualTo("{\"model\":\"gpt-4o\"," + rest.strip() + "}");
    }

    @Test
    void bodyAndAnswerKeepTheirNumbers() {
        String question = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"a\":1,\"b\":1.0,\"c\":0.10,"
                + "\"d\":123456789012345678901234567890,\"e\":100.0,\"f\":0.12345678901234567890123,\"g\":null,\"h\":[1,2.50]}";
        String answerBody = "{\"id\":\"x\",\"choices\":[],\"logprob\":-0.12345678901234567890,\"big\":12345678901234567890123,\"one\":1.0}";
        openAi.will(json(answerBody));

        HttpResponse<String> answer = Speak.send(HttpRequest.newBuilder(chat).header("X-API-Key", Speak.KEY)
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(question)).build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(openAi.seen().get(0).bytes().toString()).isEqualTo(question);
        assertThat(answer.body()).isEqualTo(answerBody);
    }

    @Test
    void toolCallComesBackAsItIs() {
        JsonArray calls = new JsonArray().add(new JsonObject().put("id", "call_1").put("type", "function")
                .put("function", new JsonObject().put("name", "weather").put("arguments", "{\"city\":\"Pune\"}")));
        openAi.will(json(new JsonObject().put("id", "c").put("choices", new JsonArray().add(new JsonObject().put("index", 0)
                .put("message", new JsonObject().put("role", "assistant").putNull("content").put("tool_calls", calls))
                .put("finish_reason", "tool_calls"))).encode()));

        HttpResponse<byte[]> answer = Speak.bytes(chat,
                ask("Weather?").put("tools", new JsonArray().add(new JsonObject().put("type", "function"))));

        assertThat(read(answer).getJsonArray("choices").getJsonObject(0).getJsonObject("message").getJsonArray("tool_calls"))
                .isEqualTo(calls);
    }

    static Stream<Arguments> failures() {
        return Failures.ofJson(
                Arguments.of("405", status(405)),
                Arguments.of("head of events and no body", headOnly("text/event-stream")),
                Arguments.of("JSON without an answer", json("{\"detail\":\"no\"}")),
                Arguments.of("an answer cut off", json("{\"choices\":[{\"response\":\"x")),
                Arguments.of("members of the wrong type", json("{\"choices\":7,\"response\":7}")),
                Arguments.of("comments and no event", Failures.trickle("text/event-stream", ": thinking\n\n")),
                Arguments.of("text", bytes("text/plain", "hello".getBytes(StandardCharsets.US_ASCII))),
                Arguments.of("more than 8 MiB", json("{\"choices\":[],\"response\":\"" + "x".repeat(9 << 20) + "\"}")),
                Arguments.of("error as the first event", stream("{\"error\":{\"message\":\"upstream secret detail\"}}")),
                Arguments.of("no event", stream()),
                Arguments.of("nothing but the end", stream("[DONE]")),
                Arguments.of("an event that is not JSON", stream("hello")),
                Arguments.of("an event that does not end", bytes("text/event-stream", "data: {\"choices\":[]}".getBytes())),
                Arguments.of("an event over 1 MiB", stream("x".repeat(2 << 20))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void spaceFailsAndOpenAiAnswers(String name, Consumer<HttpServerRequest> failure) {
        space.will(failure);

        long start = System.nanoTime();
        HttpResponse<byte[]> answer = Speak.bytes(chat, ask("Hello").put("model", "gpt-4.1"));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("openai");
        assertThat(content(answer)).isEqualTo("by openai");
        assertThat(openAi.seen().get(0).body()).isEqualTo(ask("Hello").put("model", "gpt-4.1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void bothFailAndTheRouterAnswers(String name, Consumer<HttpServerRequest> failure) {
        space.will(status(500));
        openAi.will(failure);

        long start = System.nanoTime();
        HttpResponse<byte[]> answer = Speak.bytes(chat, ask("Hello"));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("huggingface");
        assertThat(content(answer)).isEqualTo("by the router");
        FakeProvider.Seen seen = router.seen().get(0);
        assertThat(seen.body()).isEqualTo(ask("Hello").put("model", FakeProviders.ROUTER_MODEL));
        assertThat(seen.headers()).containsEntry("Authorization", "Bearer " + FakeProviders.HF_TOKEN);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void bothFailAndTheRouterStreams(String name, Consumer<HttpServerRequest> failure) {
        space.will(status(500));
        openAi.will(failure);

        long start = System.nanoTime();
        HttpResponse<byte[]> answer = Speak.bytes(chat, Completions.askStreamed("Hello"));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        assertThat(answer.statusCode()).isEqualTo(200);
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(Completions.text(body)).isEqualTo("by the router");
        assertThat(body).endsWith("data: [DONE]\n\n").doesNotContain("secret");
    }

    /** Through breakers that open, half open and open again. */
    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void routerAnswersAlwaysWhileTheOthersFail(boolean streamed) {
        space.will(status(500));
        openAi.will(status(500));
        router.will(either(router, "by the router"));

        for (int i = 0; i < 50; i++) {
            if (i == 25) {
                await().until(() -> "half_open".equals(breaker("openai", "chat")));
            }
            HttpResponse<byte[]> answer = Speak.bytes(chat, streamed ? askStreamed("x") : ask("x"));

            assertThat(answer.statusCode()).as(i + ": " + new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(200);
            assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("huggingface");
        }
    }

    /** A long answer is not the provider's failure as long as it answers others. */
    @Test
    void lateWholeAnswersDoNotKeepOthersFromTheProvider() throws Exception {
        openAi.will(request -> {
            if (!openAi.seen().get(openAi.seen().size() - 1).body().encode().contains("long")) {
                completion("quick").accept(request);
            }
        });
        ExecutorService pool = Executors.newFixedThreadPool(10);
        try {
            List<Future<Integer>> late = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                late.add(pool.submit(() -> Speak.bytes(chat, ask("long").put("model", "openai/m")).statusCode()));
            }
            await().until(() -> openAi.seen().size() == 10);
            do {
                assertThat(content(Speak.bytes(chat, ask("x").put("model", "openai/m")))).isEqualTo("quick");
            } while (!late.stream().allMatch(Future::isDone));
            for (Future<Integer> one : late) {
                assertThat(one.get()).isEqualTo(504);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(breaker("openai", "chat")).isEqualTo("closed");
    }

    @Test
    void openAiRefusesConnectionsAndTheRouterAnswers() {
        space.refuse();
        openAi.refuse();

        assertThat(content(Speak.bytes(chat, ask("Hello")))).isEqualTo("by the router");
    }

    static Stream<Arguments> endOfTheChain() {
        return Stream.of(
                Arguments.of(status(500), 502, "provider_failed"),
                Arguments.of(status(401), 502, "provider_failed"),
                Arguments.of(hangUp(), 502, "provider_failed"),
                Arguments.of(hang(), 504, "provider_timeout"));
    }

    @ParameterizedTest
    @MethodSource("endOfTheChain")
    void allFail(Consumer<HttpServerRequest> failure, int status, String code) {
        space.will(failure);
        openAi.will(failure);
        router.will(failure);

        HttpResponse<byte[]> answer = Speak.bytes(chat, ask("Hello"));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(header(answer, "x-should-retry")).isEqualTo("false");
        JsonObject error = read(answer).getJsonObject("error");
        assertThat(error.fieldNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
        assertThat(error.getString("code")).isEqualTo(code);
        assertThat(error.getString("type")).isEqualTo("server_error");
        assertThat(header(answer, "Retry-After")).matches("[1-9]\\d*");
    }

    @Test
    void allFailBeforeTheHeadOfAStream() {
        space.will(status(500));
        openAi.will(status(500));
        router.will(stream("{\"error\":{\"message\":\"upstream secret detail\"}}"));

        HttpResponse<byte[]> answer = Speak.bytes(chat, Completions.askStreamed("Hello"));

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
        assertThat(header(answer, "x-should-retry")).isEqualTo("false");
        assertThat(read(answer).getJsonObject("error").getString("code")).isEqualTo("provider_failed");
    }

    @ParameterizedTest
    @ValueSource(ints = { 400, 413, 422 })
    void callersFaultIsNeitherRetriedNorFailedOverNorCounted(int status) {
        space.will(status(status));

        for (int i = 0; i < 8; i++) {
            HttpResponse<byte[]> answer = Speak.bytes(chat, ask("Hello"));
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).doesNotContain("upstream secret detail");
        }

        assertThat(space.seen()).hasSize(8);
        assertThat(openAi.seen()).isEmpty();
        assertThat(breaker("space", "chat")).isEqualTo("closed");
    }

    @Test
    void unknownModelIsTheCallersFault() {
        space.will(status(500));
        openAi.will(status(404));

        HttpResponse<byte[]> answer = Speak.bytes(chat, ask("Hello").put("model", "gpt-99"));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(read(answer).getJsonObject("error").getString("code")).isEqualTo("model_not_found");
        assertThat(router.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = { 404, 405 })
    void spaceThatHasNoChatIsSkippedWithoutABreaker(int status) {
        space.will(status(status));

        for (int i = 0; i < 8; i++) {
            assertThat(content(Speak.bytes(chat, ask("Hello")))).isEqualTo("by openai");
        }

        assertThat(space.seen()).hasSize(8);
        assertThat(breaker("space", "chat")).isEqualTo("closed");
    }

    @Test
    void transientFailureIsTriedOnceMore() {
        space.will(status(405));
        openAi.will(request -> (openAi.seen().size() == 1 ? status(502) : completion("again")).accept(request));

        assertThat(content(Speak.bytes(chat, ask("Hello")))).isEqualTo("again");
        assertThat(openAi.seen()).hasSize(2);
    }

    @Test
    void breakerOpensAndRecovers() {
        space.will(status(405));
        openAi.will(stream("{\"error\":{}}"));
        for (int i = 0; i < 5; i++) {
            Speak.bytes(chat, Completions.askStreamed("Hello"));
        }
        assertThat(openAi.seen()).hasSize(5);
        assertThat(breaker("openai", "chat")).isEqualTo("open");

        assertThat(content(Speak.bytes(chat, ask("Hello")))).isEqualTo("by the router");
        assertThat(openAi.seen()).hasSize(5);

        openAi.will(either(openAi, "by openai"));
        await().until(() -> "half_open".equals(breaker("openai", "chat")));
        assertThat(content(Speak.bytes(chat, ask("Hello")))).isEqualTo("by openai");
        assertThat(breaker("openai", "chat")).isEqualTo("closed");
    }

    @Test
    void wakingSpaceIsLeftAloneUntilItsHealthIsJson() {
        space.will(webPage(503));
        space.healthWill(webPage(503));
        Speak.bytes(chat, ask("Hello"));
        space.will(spaceAnswer("awake"));

        assertThat(content(Speak.bytes(chat, ask("Hello")))).isEqualTo("by openai");
        assertThat(space.seen()).hasSize(1);

        space.healthWill(json("{\"status\":\"ok\"}"));
        await().untilAsserted(() -> assertThat(content(Speak.bytes(chat, ask("Hello")))).isEqualTo("awake"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "space/x", "openai/gpt-4o", "hf/org/model" })
    void pinnedModelIsAskedOfItsProviderAlone(String model) {
        HttpResponse<byte[]> answer = Speak.bytes(chat, ask("Hello").put("model", model));

        String provider = model.startsWith("hf") ? "huggingface" : model.substring(0, model.indexOf('/'));
        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo(provider);
        assertThat(space.seen().size() + openAi.seen().size() + router.seen().size()).isEqualTo(1);
        Stream.of(openAi, router).flatMap(one -> one.seen().stream()).forEach(
                seen -> assertThat(seen.body().getString("model")).isEqualTo(model.substring(model.indexOf('/') + 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = { "space/x", "openai/gpt-4o", "hf/org/model" })
    void pinnedModelHasNoFallback(String model) {
        space.will(status(500));
        openAi.will(status(500));
        router.will(status(500));

        assertThat(Speak.bytes(chat, ask("Hello").put("model", model)).statusCode()).isEqualTo(502);
        assertThat(space.seen().size() + openAi.seen().size() + router.seen().size()).isEqualTo(1);
    }

    @Test
    void spacePinnedForWhatItCannotDo() {
        HttpResponse<byte[]> answer = Speak.bytes(chat, ask("Hello").put("model", "space/x").put("n", 2));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(read(answer).getJsonObject("error").getString("code")).isEqualTo("no_provider");
        assertThat(read(answer).getJsonObject("error").getString("message")).contains("HF_ML_API_URL",
                "AI_INTEGRATIONS_OPENAI_API_KEY", "HUGGINGFACE_TOKEN", "VOICEFORGE_HF_CHAT_MODEL");
        assertThat(header(answer, "Retry-After")).matches("[1-9]\\d*");
        assertThat(header(answer, "x-should-retry")).isEqualTo("false");
    }

    @Test
    void defaultModelWhenTheCallerNamesNone() {
        space.will(status(405));
        JsonObject question = ask("Hello");
        question.remove("model");

        Speak.bytes(chat, question);

        assertThat(openAi.seen().get(0).body().getString("model")).isEqualTo("gpt-4o-mini");
    }

    @Test
    void healthTellsOfTheRouter() {
        assertThat(health("huggingface").getString("status")).isEqualTo("up");
        assertThat(breaker("huggingface", "chat")).isEqualTo("closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "messages|{}",
            "messages|{\"messages\":[]}",
            "messages|{\"messages\":null}",
            "messages|{\"messages\":\"Hello\"}",
            "messages.0|{\"messages\":[\"Hello\"]}",
            "messages.0.role|{\"messages\":[{\"content\":\"Hello\"}]}",
            "messages.1.role|{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"},{\"role\":7}]}",
            "stream|{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stream\":\"yes\"}",
            "model|{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"model\":7}",
            "model|{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"model\":\" \"}",
            "messages|{\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]}" })
    void mistakesAreSaidBeforeAnyProviderIsAsked(String mistake) {
        String[] parts = mistake.split("\\|", 2);

        HttpResponse<byte[]> answer = post(parts[1]);

        assertThat(answer.statusCode()).isEqualTo(400);
        JsonObject error = read(answer).getJsonObject("error");
        assertThat(error.getString("param")).isEqualTo(parts[0]);
        assertThat(error.getString("type")).isEqualTo("invalid_request_error");
        assertThat(space.seen()).isEmpty();
        assertThat(openAi.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "null", "7", "[]", "{", "{\"messages\":[],\"messages\":[]}" })
    void bodyThatIsNoObject(String body) {
        HttpResponse<byte[]> answer = post(body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(read(answer).getJsonObject("error").fieldNames()).hasSize(4);
    }

    @Test
    void bodyOverTwentyMebibytes() {
        assertThat(post("{\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(20 << 20) + "\"}]}").statusCode())
                .isEqualTo(413);
    }

    private HttpResponse<byte[]> post(String body) {
        return Speak.send(HttpRequest.newBuilder(chat).header("X-API-Key", Speak.KEY).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static JsonObject message(String role, String content) {
        return new JsonObject().put("role", role).put("content", content);
    }

    private static String content(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).as(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(200);
        return read(answer).getJsonArray("choices").getJsonObject(0).getJsonObject("message").getString("content");
    }

    private static JsonObject read(HttpResponse<byte[]> answer) {
        return new JsonObject(new String(answer.body(), StandardCharsets.UTF_8));
    }
}
