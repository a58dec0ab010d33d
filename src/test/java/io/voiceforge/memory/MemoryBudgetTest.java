package io.voiceforge.memory;

import static io.voiceforge.testing.Completions.ask;
import static io.voiceforge.testing.Completions.askStreamed;
import static io.voiceforge.testing.Completions.chunk;
import static io.voiceforge.testing.Completions.completion;
import static io.voiceforge.testing.Speak.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Meters;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.Upload;
import io.voiceforge.testing.WithPatientProviders;

/** What is read as a whole has one budget, of 16 MiB here, however many read at once. */
@QuarkusTest
class MemoryBudgetTest extends WithPatientProviders {

    private static final int CALLERS = 12;
    private static final String TWO_MEBIBYTES = "x".repeat(2 << 20);

    /** Answers whose end has not been sent. */
    private final Queue<HttpServerResponse> open = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answeredBy503 = new AtomicInteger();

    @Test
    void wholeCompletions() throws Exception {
        openAi.will(request -> begin(request, "application/json",
                "{\"choices\":[{\"message\":{\"content\":\"" + TWO_MEBIBYTES));

        assertSomeAreRefused("chat", Speak.request(root.resolve("/v1/chat/completions"),
                ask("long").put("model", "openai/m")), "\"}}]}", TWO_MEBIBYTES);
    }

    @Test
    void transcripts() throws Exception {
        openAi.will(request -> begin(request, "text/plain", TWO_MEBIBYTES));

        assertSomeAreRefused("transcription", Upload.request(root.resolve("/v1/audio/transcriptions"),
                Upload.of("file", "a.wav", Sound.wav(8000, 0.1)).field("model", "openai/whisper-1")
                        .field("response_format", "text").closed()),
                "end", TWO_MEBIBYTES);
    }

    /** An event may have 1 MiB; what has come of one that has not ended is held. */
    @Test
    void unfinishedEvents() throws Exception {
        String begun = TWO_MEBIBYTES.substring(1_050_000);
        openAi.will(request -> begin(request, "text/event-stream", "data: " + chunk("x") + "\n\ndata: {\"choices\":[],\"x\":\""
                + begun));
        double before = refused();
        List<Future<HttpResponse<byte[]>>> answers = askAtOnce(20, Speak.request(root.resolve("/v1/chat/completions"),
                askStreamed("long").put("model", "openai/m")));

        await().atMost(Duration.ofSeconds(30)).until(() -> open.size() == 20);
        await().atMost(Duration.ofSeconds(30)).until(() -> refused() - before >= 4);
        open.forEach(response -> response.end("\"}\n\ndata: [DONE]\n\n"));

        int complete = 0;
        for (Future<HttpResponse<byte[]>> answer : answers) {
            String body = new String(answer.get().body(), StandardCharsets.UTF_8);
            complete += body.endsWith("data: [DONE]\n\n") ? 1 : 0;
            assertThat(body).containsAnyOf("[DONE]", "\"overloaded\"");
        }
        assertThat(complete).isBetween(1, 16);
        assertNothingIsHeld("chat");
    }

    private void assertSomeAreRefused(String operation, HttpRequest.Builder request, String end, String content)
            throws Exception {
        double before = refused();

        List<Future<HttpResponse<byte[]>>> answers = askAtOnce(CALLERS, request);
        // 16 MiB hold fewer than eight of them
        await().atMost(Duration.ofSeconds(30)).until(() -> answeredBy503.get() >= CALLERS - 8);
        await().atMost(Duration.ofSeconds(30)).until(() -> open.size() == CALLERS);
        open.forEach(response -> response.end(end));

        int complete = 0;
        for (Future<HttpResponse<byte[]>> answer : answers) {
            HttpResponse<byte[]> response = answer.get();
            String body = new String(response.body(), StandardCharsets.UTF_8);
            if (response.statusCode() == 200) {
                complete++;
                assertThat(body.contains(content)).isTrue();
            } else {
                assertThat(response.statusCode()).as(body).isEqualTo(503);
                assertThat(new JsonObject(body).getJsonObject("error").getString("code")).isEqualTo("overloaded");
                assertThat(header(response, "Retry-After")).isEqualTo("1");
            }
        }
        assertThat(complete).isBetween(1, 8);
        assertThat(refused() - before).isEqualTo(CALLERS - complete);
        assertNothingIsHeld(operation);
    }

    private double refused() {
        return Meters.sum(root, "voiceforge_memory_refused_total");
    }

    private void assertNothingIsHeld(String operation) {
        await().atMost(Duration.ofSeconds(30)).until(() -> Meters.sum(root, "voiceforge_memory_buffered") == 0);
        assertThat(breaker(operation)).isEqualTo("closed");
        openAi.will(completion("afterwards"));
        assertThat(Speak.bytes(root.resolve("/v1/chat/completions"), ask("x").put("model", "openai/m")).statusCode())
                .isEqualTo(200);
    }

    private List<Future<HttpResponse<byte[]>>> askAtOnce(int callers, HttpRequest.Builder request) {
        HttpRequest asked = request.setHeader("X-API-Key", key(new JsonObject())).build();
        ExecutorService pool = Executors.newFixedThreadPool(callers);
        List<Future<HttpResponse<byte[]>>> answers = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            answers.add(pool.submit(() -> {
                HttpResponse<byte[]> answer = Speak.send(asked, HttpResponse.BodyHandlers.ofByteArray());
                if (answer.statusCode() == 503) {
                    answeredBy503.incrementAndGet();
                }
                return answer;
            }));
        }
        pool.shutdown();
        return answers;
    }

    private void begin(HttpServerRequest request, String contentType, String beginning) {
        HttpServerResponse response = request.response().putHeader("Content-Type", contentType).setChunked(true);
        response.write(beginning);
        open.add(response);
    }
}
