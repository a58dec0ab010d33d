package io.voiceforge.provider.http;

import static io.voiceforge.testing.Completions.ask;
import static io.voiceforge.testing.Completions.askStreamed;
import static io.voiceforge.testing.Completions.chunk;
import static io.voiceforge.testing.Completions.completion;
import static io.voiceforge.testing.Completions.stream;
import static io.voiceforge.testing.FakeProvider.bytes;
import static io.voiceforge.testing.FakeProvider.hang;
import static io.voiceforge.testing.FakeProvider.hangUp;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.WithPatientProviders;

/** What becomes of one request to a provider does not touch those beside it, though they share its connections. */
@QuarkusTest
class NeighboursTest extends WithPatientProviders {

    /** More of them by {@code -Dtest.neighbours=5000}. */
    private static final int GOOD = Integer.getInteger("test.neighbours", 1000);
    private static final int CALLERS = 12;
    private static final byte[] MP3 = mp3();

    /** What the provider does when a text says so, and whether its connection is lost by that. */
    private enum Trouble {
        REFUSED_SMALL(false),
        REFUSED_LARGE(true),
        RESET(true),
        RESET_MIDWAY(true),
        LEFT_EARLY(true),
        LEFT_MIDWAY(true),
        // these take seconds
        REFUSED_ENDLESSLY(true),
        TIMED_OUT(true);

        private final boolean isConnectionLost;

        Trouble(boolean isConnectionLost) {
            this.isConnectionLost = isConnectionLost;
        }
    }

    private static final List<Trouble> QUICK = List.of(Trouble.REFUSED_SMALL, Trouble.REFUSED_LARGE, Trouble.RESET,
            Trouble.REFUSED_SMALL, Trouble.LEFT_EARLY, Trouble.RESET_MIDWAY, Trouble.REFUSED_SMALL, Trouble.LEFT_MIDWAY);

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger lostConnections = new AtomicInteger();
    private String key;

    @BeforeEach
    void start() {
        openAi.will(this::answer);
        key = key(new JsonObject());
    }

    @Test
    @Tag("slow")
    void goodRequestsSucceedWhateverHappensBesideThem() throws Exception {
        for (int i = 0; i < 60; i++) {
            good(i);
        }
        List<Callable<Void>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(this::goodAndTroubled);
        }
        callers.add(() -> slow(Trouble.TIMED_OUT));
        callers.add(() -> slow(Trouble.REFUSED_ENDLESSLY));

        ExecutorService pool = Executors.newFixedThreadPool(callers.size());
        try {
            for (Future<Void> caller : pool.invokeAll(callers)) {
                caller.get();
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(failures).isEmpty();
        assertThat(breaker("chat")).isEqualTo("closed");
        assertThat(breaker("speech")).isEqualTo("closed");
        // those of the callers, one or two for each request that lost its own, and a few for health and models
        assertThat(openAi.connections()).isLessThan(2 * lostConnections.get() + 2 * callers.size() + 10)
                .isLessThan(openAi.seen().size() * 2 / 3);
    }

    private Void goodAndTroubled() {
        for (int i = next.getAndIncrement(); i < GOOD; i = next.getAndIncrement()) {
            good(i);
            troubled(i, QUICK.get(i / 3 % QUICK.size()));
        }
        return null;
    }

    private Void slow(Trouble trouble) {
        for (int i = 0; next.get() < GOOD; i++) {
            // whole answers in chat may take longer than this test
            troubled(3 * i / 2 + 1, trouble);
        }
        return null;
    }

    private void good(int i) {
        HttpResponse<byte[]> answer = Speak.send(request(i, "good " + i).build(), HttpResponse.BodyHandlers.ofByteArray());
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        boolean isGood = answer.statusCode() == 200 && switch (i % 3) {
            case 0 -> text.contains("\"content\":\"good\"");
            case 1 -> text.contains("one") && text.contains("two") && text.endsWith("data: [DONE]\n\n");
            default -> Arrays.equals(answer.body(), MP3);
        };
        if (!isGood) {
            failures.add(i + ": " + answer.statusCode() + " " + text.substring(0, Math.min(200, text.length())));
        }
    }

    private void troubled(int i, Trouble trouble) {
        if (trouble.isConnectionLost) {
            lostConnections.incrementAndGet();
        }
        HttpRequest.Builder request = request(i, trouble.name());
        if (trouble == Trouble.LEFT_EARLY) {
            // about when the answer comes
            request.timeout(Duration.ofMillis(10 + new Random(i).nextInt(20)));
        } else if (trouble == Trouble.LEFT_MIDWAY && i % 3 == 0) {
            // who waits for a whole answer hears nothing of a half one
            request.timeout(Duration.ofMillis(100));
        }
        try {
            HttpResponse<InputStream> answer = Speak.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (trouble.name().startsWith("REFUSED") && answer.statusCode() != 400) {
                failures.add(i + ": refused by " + answer.statusCode());
            }
            try (InputStream body = answer.body()) {
                if (trouble == Trouble.LEFT_MIDWAY) {
                    body.read();
                } else {
                    body.readAllBytes();
                }
            }
        } catch (IOException | UncheckedIOException expected) {
            // it has broken off, or the caller has left
        }
    }

    private HttpRequest.Builder request(int i, String text) {
        JsonObject question = switch (i % 3) {
            case 0 -> ask(text).put("model", "openai/m");
            case 1 -> askStreamed(text).put("model", "openai/m");
            default -> new JsonObject().put("model", "openai/tts-1").put("input", text).put("voice", "nova")
                    .put("response_format", "mp3");
        };
        String path = i % 3 == 2 ? "/v1/audio/speech" : "/v1/chat/completions";
        return Speak.request(root.resolve(path), question).setHeader("X-API-Key", key);
    }

    // ---- the provider

    private void answer(HttpServerRequest request) {
        JsonObject question = openAi.seen().get(openAi.seen().size() - 1).body();
        String text = question.getString("input");
        if (text == null) {
            text = question.getJsonArray("messages").getJsonObject(0).getString("content");
        }
        if (text.startsWith("good")) {
            goodAnswer(request, question);
            return;
        }
        HttpServerResponse response = request.response();
        switch (Trouble.valueOf(text)) {
            case REFUSED_SMALL -> refuse(response).end("{\"error\":{\"message\":\"no\"}}");
            case REFUSED_LARGE -> refuse(response).end("{\"error\":{\"message\":\"" + "no".repeat(100_000) + "\"}}");
            case REFUSED_ENDLESSLY -> refuse(response).setChunked(true).write("{\"error\":{\"message\":\"");
            case RESET -> hangUp().accept(request);
            case RESET_MIDWAY -> begin(request, question).onComplete(written -> request.connection().close());
            case LEFT_EARLY -> openAi.vertx().setTimer(20, later -> goodAnswer(request, question));
            case LEFT_MIDWAY -> begin(request, question);
            case TIMED_OUT -> hang().accept(request);
        }
    }

    private static HttpServerResponse refuse(HttpServerResponse response) {
        return response.setStatusCode(400).putHeader("Content-Type", "application/json");
    }

    private static void goodAnswer(HttpServerRequest request, JsonObject question) {
        if (question.containsKey("input")) {
            bytes("audio/mpeg", MP3).accept(request);
        } else if (question.getBoolean("stream", false)) {
            stream(chunk("one"), chunk("two"), "[DONE]").accept(request);
        } else {
            completion("good").accept(request);
        }
    }

    private static io.vertx.core.Future<Void> begin(HttpServerRequest request, JsonObject question) {
        HttpServerResponse response = request.response().setChunked(true);
        if (question.containsKey("input")) {
            return response.putHeader("Content-Type", "audio/mpeg").write(Buffer.buffer(MP3));
        } else if (question.getBoolean("stream", false)) {
            return response.putHeader("Content-Type", "text/event-stream").write("data: " + chunk("one") + "\n\n");
        }
        return response.putHeader("Content-Type", "application/json").write("{\"choices\":");
    }

    private static byte[] mp3() {
        byte[] mp3 = new byte[20_000];
        new Random(1).nextBytes(mp3);
        byte[] head = { (byte) 0xff, (byte) 0xfb, (byte) 0x90, 0x64 };
        System.arraycopy(head, 0, mp3, 0, head.length);
        return mp3;
    }
}
