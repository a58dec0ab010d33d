package io.voiceforge.chat;

import static io.voiceforge.testing.Completions.chunk;
import static io.voiceforge.testing.Completions.completion;
import static io.voiceforge.testing.Completions.either;
import static io.voiceforge.testing.Completions.head;
import static io.voiceforge.testing.Completions.spaceAnswer;
import static io.voiceforge.testing.Completions.stream;
import static io.voiceforge.testing.Completions.usageChunk;
import static io.voiceforge.testing.FakeProvider.bytes;
import static io.voiceforge.testing.FakeProvider.hang;
import static io.voiceforge.testing.FakeProvider.status;
import static io.voiceforge.testing.Speak.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.FakeProvider;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.WithFakeProviders;

/** {@code /api/vllm}: modes, sessions, spoken answers, events, quota and usage. */
@QuarkusTest
class ConversationApiTest extends WithFakeProviders {

    private String key;

    @BeforeEach
    void reset() {
        space.will(spaceAnswer("by the space"));
        openAi.will(either(openAi, "by openai"));
        router.will(either(router, "by the router"));
        key = key(new JsonObject().put("name", "conversation"));
    }

    @Test
    void assistantByTheSpace() {
        HttpResponse<String> answer = say(new JsonObject().put("message", "Hello").put("session_id", "s1"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("space");
        JsonObject reply = new JsonObject(answer.body());
        assertThat(reply.getLong("processing_time")).isBetween(0L, 5000L);
        reply.remove("processing_time");
        assertThat(reply).isEqualTo(new JsonObject().put("response", "by the space").put("session_id", "s1")
                .put("mode", "assistant").put("provider", "space").put("model", "space").put("context_size", 2)
                .put("tokens", 7));
        JsonObject sent = space.seen().get(0).body();
        assertThat(sent.getString("message")).isEqualTo("Hello");
        assertThat(sent.getString("mode")).isEqualTo("assistant");
        assertThat(sent.getString("system_prompt")).contains("short").contains("no markdown");
        assertThat(sent.getString("session_id")).matches("[0-9a-f-]{36}");
    }

    @Test
    void spaceKnowsASessionByANameOfTheGatewaysOwn() {
        say(new JsonObject().put("message", "one").put("session_id", "shared"));
        say(new JsonObject().put("message", "two").put("session_id", "shared"));
        String mine = space.seen().get(0).body().getString("session_id");
        assertThat(space.seen().get(1).body().getString("session_id")).isEqualTo(mine);

        key = key(new JsonObject().put("name", "somebody else"));
        say(new JsonObject().put("message", "three").put("session_id", "shared"));

        assertThat(space.seen().get(2).body().getString("session_id")).isNotEqualTo(mine);
    }

    @Test
    void openAiIsToldWhatHasBeenSaidAndAnotherKeyIsNot() {
        space.will(status(405));
        say(new JsonObject().put("message", "My name is Asha").put("session_id", "shared"));
        JsonObject second = new JsonObject(say(new JsonObject().put("message", "And now?").put("session_id", "shared")).body());

        assertThat(second.getInteger("context_size")).isEqualTo(4);
        assertThat(messages(1)).hasSize(4).endsWith(Map.of("role", "user", "content", "My name is Asha"),
                Map.of("role", "assistant", "content", "by openai"), Map.of("role", "user", "content", "And now?"));

        key = key(new JsonObject().put("name", "somebody else"));
        say(new JsonObject().put("message", "Who am I?").put("session_id", "shared"));
        assertThat(messages(2)).hasSize(2).noneMatch(message -> message.toString().contains("Asha"));
    }

    @Test
    void theSpacesWordsAreKnownToTheProviderThatTakesOver() {
        say(new JsonObject().put("message", "one").put("session_id", "s"));
        space.will(status(500));
        say(new JsonObject().put("message", "two").put("session_id", "s"));

        assertThat(messages(0)).contains(Map.of("role", "assistant", "content", "by the space"));
    }

    @Test
    void modesSpeakDifferently() {
        space.will(status(405));
        say(new JsonObject().put("message", "x"));
        say(new JsonObject().put("message", "x").put("mode", "conversational"));
        say(new JsonObject().put("message", "x").put("mode", "custom").put("system_prompt", "You are a pirate."));

        assertThat((String) messages(0).get(0).get("content")).contains("short");
        assertThat((String) messages(1).get(0).get("content")).contains("question of your own");
        assertThat(messages(2).get(0)).isEqualTo(Map.of("role", "system", "content", "You are a pirate."));
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void echoNeedsNobody(boolean streamed) {
        String message = "  say *this* exactly: öäü \ud83d\ude00\n";
        HttpResponse<String> answer = say(new JsonObject().put("message", message).put("mode", "echo").put("stream", streamed));

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonObject reply = streamed ? event(answer.body(), "done") : new JsonObject(answer.body());
        assertThat(reply.getString("response")).isEqualTo(message);
        assertThat(reply.getString("provider")).isEqualTo("local");
        assertThat(reply.getInteger("tokens")).isZero();
        assertThat(reply.getString("session_id")).matches("[0-9a-f-]{36}");
        if (streamed) {
            assertThat(event(answer.body(), "delta").getString("text")).isEqualTo(message);
        }
        assertThat(space.seen()).isEmpty();
        assertThat(openAi.seen()).isEmpty();
    }

    @Test
    void forgottenSessionIsForgotten() {
        space.will(status(405));
        say(new JsonObject().put("message", "secret").put("session_id", "a b/c"));

        HttpResponse<String> deleted = delete("a%20b%2Fc");
        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(deleted.body())).isEqualTo(new JsonObject().put("success", true));
        HttpResponse<String> again = delete("a%20b%2Fc");
        assertThat(again.statusCode()).isEqualTo(404);
        assertThat(new JsonObject(again.body()).getString("code")).isEqualTo("not_found");

        say(new JsonObject().put("message", "x").put("session_id", "a b/c"));
        assertThat(messages(1)).hasSize(2);
    }

    @Test
    void anotherKeysSessionIsUnknown() {
        say(new JsonObject().put("message", "mine").put("session_id", "mine"));
        String owner = key;
        key = key(new JsonObject().put("name", "thief"));
        assertThat(delete("mine").statusCode()).isEqualTo(404);
        key = owner;
        assertThat(delete("mine").statusCode()).isEqualTo(200);
    }

    @Test
    void failedQuestionIsNotRemembered() {
        space.will(status(500));
        openAi.will(status(500));
        router.will(status(500));

        HttpResponse<String> answer = say(new JsonObject().put("message", "x").put("session_id", "failed"));

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("provider_failed");
        assertThat(header(answer, "Retry-After")).isNotNull();
        assertThat(delete("failed").statusCode()).isEqualTo(404);
    }

    @Test
    void eventsAndTheWholeAnswerAtTheirEnd() {
        space.will(status(405));
        openAi.will(stream(chunk("Hel"), chunk("lo"), usageChunk(42), "[DONE]"));

        HttpResponse<String> answer = say(new JsonObject().put("message", "Hi").put("session_id", "s").put("stream", true));

        assertThat(header(answer, "Content-Type")).isEqualTo("text/event-stream");
        assertThat(answer.body())
                .startsWith("event: delta\ndata: {\"text\":\"Hel\"}\n\nevent: delta\ndata: {\"text\":\"lo\"}\n\n"
                        + "event: done\ndata: {\"response\":\"Hello\",\"session_id\":\"s\",\"mode\":\"assistant\",\"provider\":\"openai\","
                        + "\"model\":\"gpt-4o-mini-2024-07-18\",\"processing_time\":")
                .endsWith(",\"context_size\":2,\"tokens\":42}\n\n");
    }

    @Test
    void failureAfterTheFirstDeltaIsAnEventAndNothingIsRemembered() {
        space.will(status(405));
        openAi.will(request -> head(request).write("data: " + chunk("Hel") + "\n\n")
                .onSuccess(written -> request.connection().close()));

        String body = say(new JsonObject().put("message", "Hi").put("session_id", "broken").put("stream", true)).body();

        assertThat(body).startsWith("event: delta\ndata: {\"text\":\"Hel\"}\n\nevent: error\n").doesNotContain("done");
        assertThat(event(body, "error").getString("code")).isEqualTo("provider_failed");
        assertThat(event(body, "error").getString("requestId")).isNotBlank();
        assertThat(delete("broken").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void answerIsSpokenToo(boolean streamed) {
        space.will(request -> (request.path().equals("/api/tts") ? bytes("audio/wav", Sound.wav(16_000, 0.5))
                : spaceAnswer("Good morning")).accept(request));

        HttpResponse<String> answer = say(
                new JsonObject().put("message", "Hi").put("voice", "hindi-aditi-f").put("stream", streamed));

        JsonObject reply = streamed ? event(answer.body(), "done") : new JsonObject(answer.body());
        assertThat(reply.getString("response")).isEqualTo("Good morning");
        assertThat(reply.getString("audioFormat")).isEqualTo("mp3");
        assertThat(Sound.isMp3(Base64.getDecoder().decode(reply.getString("audioBase64")))).isTrue();
        FakeProvider.Seen tts = space.seen().get(1);
        assertThat(tts.body().getString("text")).isEqualTo("Good morning");
        assertThat(tts.body().getString("voice")).isEqualTo("hindi-aditi-f");
        await().untilAsserted(() -> assertThat(usage().getInteger("charactersSynthesized")).isEqualTo(12));
    }

    @Test
    void answerStaysWhenItCannotBeSpoken() {
        key = key(new JsonObject().put("name", "no characters").put("quota", new JsonObject().put("characters", 3)));

        JsonObject reply = new JsonObject(say(new JsonObject().put("message", "Hi").put("voice", "nova")).body());

        assertThat(reply.getString("response")).isEqualTo("by the space");
        assertThat(reply.containsKey("audioBase64")).isTrue();
        assertThat(reply.getString("audioBase64")).isNull();
        assertThat(reply.getString("audioError")).isEqualTo("quota_exceeded");
    }

    @Test
    void unknownVoiceIsSaidBeforeAnybodyIsAsked() {
        HttpResponse<String> answer = say(new JsonObject().put("message", "Hi").put("voice", "nobody"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("voice_not_found");
        assertThat(space.seen()).isEmpty();
    }

    @Test
    void spokenAnswerNeedsTheScopeOfSpeech() {
        key = key(new JsonObject().put("name", "chat only").put("scopes", new JsonArray().add("chat")));

        assertThat(say(new JsonObject().put("message", "Hi")).statusCode()).isEqualTo(200);
        HttpResponse<String> spoken = say(new JsonObject().put("message", "Hi").put("voice", "nova"));
        assertThat(spoken.statusCode()).isEqualTo(403);
        assertThat(new JsonObject(spoken.body()).getString("code")).isEqualTo("scope_denied");
    }

    @Test
    void tokensAreCountedAsTheProviderSays() {
        space.will(status(405));
        openAi.will(completion("x"));
        say(new JsonObject().put("message", "Hi"));
        openAi.will(stream(chunk("x"), usageChunk(42), "[DONE]"));
        say(new JsonObject().put("message", "Hi").put("stream", true));

        await().untilAsserted(() -> assertThat(usage().getInteger("tokens")).isEqualTo(57));
        assertThat(usage().getInteger("vllmRequests")).isEqualTo(2);
    }

    @Test
    void quotaOfTokensIsReservedAndSettled() {
        space.will(status(405));
        openAi.will(completion("x"));
        key = key(new JsonObject().put("name", "tokens").put("quota", new JsonObject().put("tokens", 1000)));
        JsonObject question = new JsonObject().put("messages", new JsonArray()
                .add(new JsonObject().put("role", "user").put("content", "Hi"))).put("max_tokens", 900);

        // 900 are reserved each time, and 15 are used
        for (int i = 0; i < 5; i++) {
            assertThat(call("/v1/chat/completions", question).statusCode()).isEqualTo(200);
        }
        HttpResponse<String> tooMuch = call("/v1/chat/completions", question.copy().put("max_tokens", 990));
        assertThat(tooMuch.statusCode()).isEqualTo(429);
        assertThat(new JsonObject(tooMuch.body()).getJsonObject("error").getString("code")).isEqualTo("insufficient_quota");
        assertThat(header(tooMuch, "x-should-retry")).isEqualTo("false");
        assertThat(openAi.seen()).hasSize(5);
    }

    @Test
    void failureTakesNoTokens() {
        space.will(status(405));
        openAi.will(status(500));
        router.will(status(500));
        key = key(new JsonObject().put("name", "tokens").put("quota", new JsonObject().put("tokens", 600)));

        for (int i = 0; i < 4; i++) {
            assertThat(say(new JsonObject().put("message", "Hi")).statusCode()).isEqualTo(502);
        }
        openAi.will(hang());
        router.will(hang());
        assertThat(say(new JsonObject().put("message", "Hi")).statusCode()).isEqualTo(504);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "message|{}",
            "message|{\"message\":\"\"}",
            "message|{\"message\":7}",
            "message|{\"message\":null}",
            "message|{\"message\":\"\\ud800\"}",
            "mode|{\"message\":\"x\",\"mode\":\"pirate\"}",
            "mode|{\"message\":\"x\",\"mode\":7}",
            "system_prompt|{\"message\":\"x\",\"mode\":\"custom\"}",
            "system_prompt|{\"message\":\"x\",\"system_prompt\":\"y\"}",
            "stream|{\"message\":\"x\",\"stream\":\"true\"}",
            "session_id|{\"message\":\"x\",\"session_id\":\"\"}",
            "session_id|{\"message\":\"x\",\"session_id\":\"a\\u0000b\"}",
            "model|{\"message\":\"x\",\"model\":{}}",
            "massage|{\"message\":\"x\",\"massage\":\"y\"}" })
    void mistakes(String mistake) {
        String[] parts = mistake.split("\\|", 2);
        assertInvalid(parts[0], parts[1]);
    }

    @Test
    void lengthsAreCountedInCodePoints() {
        assertInvalid("message", new JsonObject().put("message", "\ud83d\ude00".repeat(16_001)).encode());
        assertInvalid("session_id", new JsonObject().put("message", "x").put("session_id", "x".repeat(101)).encode());
        assertThat(say(new JsonObject().put("message", "\ud83d\ude00".repeat(16_000)).put("session_id", "x".repeat(100)))
                .statusCode()).isEqualTo(200);
    }

    private void assertInvalid(String path, String body) {
        HttpResponse<String> answer = post("/api/vllm/chat", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getJsonArray("details").getJsonObject(0).getString("path")).isEqualTo(path);
        assertThat(space.seen()).isEmpty();
    }

    private List<Map<String, Object>> messages(int request) {
        return openAi.seen().get(request).body().getJsonArray("messages").stream()
                .map(message -> ((JsonObject) message).getMap()).collect(Collectors.toList());
    }

    private static JsonObject event(String body, String name) {
        String begin = "event: " + name + "\ndata: ";
        int start = body.indexOf(begin) + begin.length();
        return new JsonObject(body.substring(start, body.indexOf("\n\n", start)));
    }

    private String key(JsonObject settings) {
        return new Admin(root).create(settings).getString("key");
    }

    private JsonObject usage() {
        return new JsonObject(Speak.send(HttpRequest.newBuilder(root.resolve("/api/usage")).header("X-API-Key", key).build(),
                HttpResponse.BodyHandlers.ofString()).body());
    }

    private HttpResponse<String> say(JsonObject question) {
        return call("/api/vllm/chat", question);
    }

    private HttpResponse<String> call(String path, JsonObject question) {
        return post(path, question.encode());
    }

    private HttpResponse<String> post(String path, String body) {
        return Speak.send(HttpRequest.newBuilder(root.resolve(path)).header("X-API-Key", key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> delete(String id) {
        return Speak.send(HttpRequest.newBuilder(root.resolve("/api/vllm/sessions/" + id)).header("X-API-Key", key).DELETE()
                .build(), HttpResponse.BodyHandlers.ofString());
    }
}
