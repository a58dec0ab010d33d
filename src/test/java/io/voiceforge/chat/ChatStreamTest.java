package io.voiceforge.chat;

import static io.voiceforge.testing.Completions.ask;
import static io.voiceforge.testing.Completions.askStreamed;
import static io.voiceforge.testing.Completions.chunk;
import static io.voiceforge.testing.Completions.events;
import static io.voiceforge.testing.Completions.head;
import static io.voiceforge.testing.Completions.spaceAnswer;
import static io.voiceforge.testing.Completions.stream;
import static io.voiceforge.testing.Completions.usageChunk;
import static io.voiceforge.testing.FakeProvider.hang;
import static io.voiceforge.testing.FakeProvider.status;
import static io.voiceforge.testing.Speak.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.WithFakeProviders;

/** What happens while an answer comes in events. */
@QuarkusTest
class ChatStreamTest extends WithFakeProviders {

    private static final String KEEP_ALIVE = ": keep-alive";

    @TestHTTPResource("/v1/chat/completions")
    URI chat;

    @BeforeEach
    void reset() {
        space.will(status(405));
        router.will(status(500));
    }

    @Test
    void doneIsTheEndWhateverTheProviderDoesThen() {
        openAi.will(request -> {
            HttpServerResponse response = head(request);
            response.write("data: " + chunk("all") + "\n\ndata: [DONE]\n\n");
            long timer = openAi.vertx().setPeriodic(100, tick -> response.write(": still here\n\n"));
            response.closeHandler(gone -> openAi.vertx().cancelTimer(timer));
        });

        long start = System.nanoTime();
        HttpResponse<byte[]> answer = Speak.bytes(chat, askStreamed("Hello").put("model", "openai/m"));

        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).endsWith("data: [DONE]\n\n").doesNotContain("error");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        // and nothing of it reaches into the next test
        await().until(() -> openAi.vanished() == 1);
    }

    @Test
    void byteOrderMarkAndAMissingLineEndLoseNothing() {
        openAi.will(request -> head(request)
                .end("\ufeffdata: " + chunk("first") + "\n\ndata: " + chunk("second") + "\n\ndata: [DONE]"));

        HttpResponse<byte[]> answer = Speak.bytes(chat, askStreamed("Hello").put("model", "openai/m"));

        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("first", "second").endsWith("data: [DONE]\n\n");
    }

    @Test
    void firstEventComesBeforeTheProviderSendsItsSecond() throws IOException {
        CompletableFuture<HttpServerResponse> provider = new CompletableFuture<>();
        openAi.will(request -> {
            HttpServerResponse response = head(request);
            response.write("data: " + chunk("one") + "\n\n");
            provider.complete(response);
        });

        HttpResponse<InputStream> answer = Speak.stream(chat, askStreamed("Count"));
        try (BufferedReader body = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertThat(body.readLine()).isEqualTo("data: " + chunk("one"));
            // only now
            provider.join().end("data: " + chunk("two") + "\n\ndata: [DONE]\n\n");
            assertThat(body.lines().filter(line -> line.startsWith("data"))).containsExactly("data: " + chunk("two"),
                    "data: [DONE]");
        }
        assertThat(header(answer, "Content-Type")).isEqualTo("text/event-stream");
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache");
        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("openai");
    }

    @ParameterizedTest
    @ValueSource(strings = { "\n", "\r\n", "\r" })
    void eventsMayBeCutAnywhereAndEndInAnyWay(String lineEnd) {
        String wire = String.join(lineEnd, ": comment", "", "event: chunk", "data: " + chunk("öne"), "", "data:" + chunk("two"),
                "", "id: 7", "", "data: [DONE]", "", "");
        openAi.will(request -> {
            HttpServerResponse response = head(request);
            byte[] bytes = wire.getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < bytes.length; i++) {
                response.write(Buffer.buffer().appendByte(bytes[i]));
            }
            response.end();
        });

        assertThat(events(streamed(askStreamed("Count")))).containsExactly("event: chunk\ndata: " + chunk("öne"),
                "data:" + chunk("two"), "[DONE]");
    }

    @Test
    void bytesOfAnEventStayAsTheyAre() {
        String odd = "{ \"choices\" : [ {\"delta\":{\"content\":\"x\"},\"n\":1.0, \"big\":123456789012345678901234567890} ] }";
        openAi.will(stream(odd, "[DONE]"));

        assertThat(events(streamed(askStreamed("x")))).containsExactly(odd, "[DONE]");
    }

    @Test
    void usageIsAskedForAndKeptFromACallerWhoDidNotAsk() {
        openAi.will(stream(chunk("one"), usageChunk(42), "[DONE]"));

        assertThat(events(streamed(askStreamed("x")))).containsExactly(chunk("one"), "[DONE]");
        assertThat(openAi.seen().get(0).body()).isEqualTo(askStreamed("x")
                .put("stream_options", new JsonObject().put("include_usage", true)));
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void callersOwnStreamOptionsAreLeftAlone(boolean usage) {
        openAi.will(stream(chunk("one"), usageChunk(42), "[DONE]"));
        JsonObject question = askStreamed("x").put("stream_options", new JsonObject().put("include_usage", usage));

        assertThat(events(streamed(question))).containsExactly(chunk("one"), usageChunk(42), "[DONE]");
        assertThat(openAi.seen().get(0).body()).isEqualTo(question);
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void spacesAnswerComesAsEvents(boolean usage) {
        space.will(spaceAnswer("by the space"));
        JsonObject question = askStreamed("x");
        if (usage) {
            question.put("stream_options", new JsonObject().put("include_usage", true));
        }

        List<String> events = events(streamed(question));

        assertThat(events).hasSize(usage ? 4 : 3).last().isEqualTo("[DONE]");
        JsonObject first = new JsonObject(events.get(0));
        assertThat(first.getString("object")).isEqualTo("chat.completion.chunk");
        assertThat(first.getJsonArray("choices").getJsonObject(0).getJsonObject("delta"))
                .isEqualTo(new JsonObject().put("role", "assistant").put("content", "by the space"));
        JsonObject second = new JsonObject(events.get(1));
        assertThat(second.getString("id")).isEqualTo(first.getString("id"));
        assertThat(second.getJsonArray("choices").getJsonObject(0).getString("finish_reason")).isEqualTo("stop");
        if (usage) {
            assertThat(new JsonObject(events.get(2)).getJsonObject("usage").getInteger("total_tokens")).isEqualTo(7);
        }
    }

    @Test
    void heartbeatsWhileProvidersThinkAndTheAnswerOfTheNextOne() {
        space.will(hang());
        openAi.will(stream(chunk("late"), "[DONE]"));

        HttpResponse<byte[]> answer = Speak.bytes(chat, askStreamed("x"));

        assertThat(answer.statusCode()).isEqualTo(200);
        // the Space has 0.7 s, and heartbeats come after 0.4 s; on a slow machine there may be more of them
        assertThat(events(text(answer)).stream().distinct()).containsExactly(KEEP_ALIVE, chunk("late"), "[DONE]");
        // it was not known when the head went out
        assertThat(header(answer, "X-VoiceForge-Provider")).isNull();
    }

    @Test
    void heartbeatsBetweenEvents() {
        openAi.will(request -> {
            HttpServerResponse response = head(request);
            response.write("data: " + chunk("one") + "\n\n");
            openAi.vertx().setTimer(600, later -> response.end("data: " + chunk("two") + "\n\ndata: [DONE]\n\n"));
        });

        assertThat(events(streamed(askStreamed("x"))).stream().distinct())
                .containsExactly(chunk("one"), KEEP_ALIVE, chunk("two"), "[DONE]");
    }

    @Test
    void failureOfAllAfterTheFirstHeartbeatIsAnEvent() {
        space.will(hang());
        openAi.will(status(500));

        HttpResponse<byte[]> answer = Speak.bytes(chat, askStreamed("x"));

        assertThat(answer.statusCode()).isEqualTo(200);
        List<String> events = events(text(answer)).stream().distinct().toList();
        assertThat(events).hasSize(2).first().isEqualTo(KEEP_ALIVE);
        assertError(events.get(1), "provider_failed");
    }

    @ParameterizedTest
    @ValueSource(strings = { "ends", "breaks", "error", "nonsense" })
    void failureAfterTheFirstEventIsAnEventAndSplicesNothing(String way) {
        openAi.will(request -> {
            HttpServerResponse response = head(request);
            response.write("data: " + chunk("one") + "\n\n").onSuccess(written -> {
                switch (way) {
                    case "ends" -> response.end();
                    case "breaks" -> request.connection().close();
                    case "error" ->
                        response.end("data: {\"error\":{\"message\":\"upstream secret detail\"}}\n\ndata: [DONE]\n\n");
                    default -> response.end("data: nonsense\n\n");
                }
            });
        });
        router.will(stream(chunk("other"), "[DONE]"));
        double before = outcome("broken");

        List<String> events = events(streamed(askStreamed("x")));

        assertThat(events).hasSize(2).first().isEqualTo(chunk("one"));
        assertError(events.get(1), "provider_failed");
        assertThat(router.seen()).isEmpty();
        await().untilAsserted(() -> assertThat(outcome("broken")).isEqualTo(before + 1));
    }

    @Test
    void silenceAfterTheFirstEventEndsTheStream() {
        openAi.will(request -> head(request).write("data: " + chunk("one") + "\n\n"));

        long start = System.nanoTime();
        List<String> events = events(streamed(askStreamed("x")));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        assertThat(events).first().isEqualTo(chunk("one"));
        assertError(events.get(events.size() - 1), "provider_timeout");
        await().until(() -> openAi.vanished() == 1);
    }

    @Test
    void whatComesAfterTheEndDoesNotMatter() {
        openAi.will(request -> head(request).write("data: " + chunk("one") + "\n\ndata: [DONE]\n\n")
                .onSuccess(written -> request.connection().close()));

        assertThat(events(streamed(askStreamed("x")))).containsExactly(chunk("one"), "[DONE]");
    }

    @Test
    void callerLeavesAndTheProvidersRequestIsCancelled() throws IOException {
        openAi.will(request -> head(request).write("data: " + chunk("one") + "\n\n"));

        HttpResponse<InputStream> answer = Speak.stream(chat, askStreamed("x"));
        answer.body().read();
        answer.body().close();

        await().until(() -> openAi.vanished() == 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void callerLeavesBeforeTheFirstEventAndNobodyElseIsAsked(boolean streamed) throws IOException {
        openAi.will(hang());
        try (Socket socket = new Socket(chat.getHost(), chat.getPort())) {
            byte[] body = (streamed ? askStreamed("x") : ask("x")).encode().getBytes(StandardCharsets.UTF_8);
            socket.getOutputStream().write(("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nX-API-Key: " + Speak.KEY
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            await().until(() -> openAi.seen().size() == 1);
        }

        await().until(() -> openAi.vanished() == 1);
        // had the chain gone on, the router would have been asked when OpenAI's 700 ms were over
        await().during(Duration.ofSeconds(1)).until(() -> router.seen().isEmpty());
    }

    @Test
    void callerLeavesAfterAHeartbeatAndNobodyElseIsAsked() throws IOException {
        openAi.will(hang());
        router.will(stream(chunk("x"), "[DONE]"));
        double before = outcome("cancelled");

        HttpResponse<InputStream> answer = Speak.stream(chat, askStreamed("x"));
        assertThat(answer.body().readNBytes(KEEP_ALIVE.length())).asString().isEqualTo(KEEP_ALIVE);
        answer.body().close();

        await().until(() -> openAi.vanished() == 1);
        await().untilAsserted(() -> assertThat(outcome("cancelled")).isEqualTo(before + 1));
        await().during(Duration.ofSeconds(1)).until(() -> router.seen().isEmpty());
    }

    private static void assertError(String event, String code) {
        JsonObject error = new JsonObject(event).getJsonObject("error");
        assertThat(error.fieldNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
        assertThat(error.getString("type")).isEqualTo("server_error");
        assertThat(error.getString("code")).isEqualTo(code);
        assertThat(event).doesNotContain("secret");
    }

    private double outcome(String name) {
        return meter("voiceforge_requests_total{dialect=\"openai\",operation=\"chat\",outcome=\"" + name + "\"}");
    }

    private String streamed(JsonObject question) {
        HttpResponse<byte[]> answer = Speak.bytes(chat, question);
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        return text(answer);
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
