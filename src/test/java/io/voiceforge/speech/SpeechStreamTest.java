package io.voiceforge.speech;

import static io.voiceforge.testing.FakeProvider.chunks;
import static io.voiceforge.testing.FakeProvider.hang;
import static io.voiceforge.testing.FakeProvider.headOnly;
import static io.voiceforge.testing.FakeProvider.json;
import static io.voiceforge.testing.FakeProvider.status;
import static io.voiceforge.testing.Speak.header;
import static io.voiceforge.testing.Speak.tts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Meters;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.WithFakeProviders;

/** What happens while audio flows. */
@QuarkusTest
class SpeechStreamTest extends WithFakeProviders {

    private static final byte[] CHUNK = new byte[1000];
    private static final String REQUESTS = "voiceforge_requests_total{dialect=\"voiceforge\",operation=\"speech\",outcome=";
    private static final String SUCCESS = REQUESTS + "\"success\"}";
    private static final String BROKEN = REQUESTS + "\"broken\"}";
    private static final String OPENAI_SUCCESS = "voiceforge_provider_calls_total{operation=\"speech\",outcome=\"success\",provider=\"openai\"}";
    private static final String SPACE_FAILURE = "voiceforge_provider_calls_total{operation=\"speech\",outcome=\"unavailable\",provider=\"space\"}";
    private static final JsonObject MP3 = tts("Hello").put("format", "mp3");

    @TestHTTPResource("/api/tts")
    URI tts;

    @TestHTTPResource("/v1/audio/speech")
    URI speech;

    @BeforeEach
    void reset() {
        space.will(status(500));
    }

    @Test
    void firstByteComesBeforeTheProviderHasFinished() throws IOException {
        CompletableFuture<Runnable> rest = new CompletableFuture<>();
        openAi.will(request -> {
            headOnly("audio/mpeg").accept(request);
            request.response().write(Buffer.buffer(CHUNK));
            rest.complete(() -> request.response().end(Buffer.buffer(new byte[15_000])));
        });

        try (InputStream body = Speak.stream(tts, MP3).body()) {
            assertThat(body.readNBytes(1000)).hasSize(1000);
            rest.join().run();
            assertThat(body.readAllBytes()).hasSize(15_000);
        }
    }

    @Test
    void firstByteOfTheSpacesBase64ComesBeforeItHasFinished() throws IOException {
        String audio = Base64.getEncoder().encodeToString(Sound.wav(16_000, 1));
        CompletableFuture<Runnable> rest = new CompletableFuture<>();
        space.will(request -> {
            headOnly("application/json").accept(request);
            request.response().write("{\"audio_base64\":\"" + audio.substring(0, 4000));
            rest.complete(() -> request.response().end(audio.substring(4000) + "\",\"duration\":1}"));
        });

        try (InputStream body = Speak.stream(tts, tts("Hello")).body()) {
            assertThat(body.readNBytes(1000)).hasSize(1000);
            rest.join().run();
            assertThat(body.readAllBytes()).hasSize(44 + 32_000 - 1000);
        }
    }

    @Test
    void callerLeavesAndTheProvidersRequestIsCancelled() throws IOException {
        openAi.will(chunks(openAi.vertx(), "audio/mpeg", CHUNK, 1000, 50, true));

        HttpResponse<InputStream> answer = Speak.stream(tts, MP3);
        answer.body().readNBytes(1000);
        answer.body().close();

        await().until(() -> openAi.vanished() == 1);
    }

    @Test
    void callerLeavesBeforeTheFirstByteAndNobodyElseIsAsked() throws IOException {
        space.will(hang());
        try (Socket socket = new Socket(tts.getHost(), tts.getPort())) {
            byte[] body = MP3.encode().getBytes(StandardCharsets.UTF_8);
            socket.getOutputStream().write(("POST /api/tts HTTP/1.1\r\nHost: x\r\nX-API-Key: " + Speak.KEY
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            await().until(() -> space.seen().size() == 1);
        }

        await().until(() -> space.vanished() == 1);
        // had the chain gone on, OpenAI would have been asked when the Space's 700 ms were over
        await().during(Duration.ofSeconds(1)).until(() -> openAi.seen().isEmpty());
    }

    @Test
    void failureAfterTheFirstByteEndsTheStreamAndSplicesNothing() {
        openAi.will(chunks(openAi.vertx(), "audio/mpeg", CHUNK, 3, 50, false));
        double before = meter(BROKEN);

        assertThatThrownBy(() -> Speak.bytes(tts, MP3)).hasRootCauseInstanceOf(IOException.class);

        assertThat(openAi.seen()).hasSize(1);
        await().untilAsserted(() -> assertThat(meter(BROKEN)).isEqualTo(before + 1));
    }

    @Test
    void spaceThatBreaksOffIsNotContinuedByOpenAi() {
        space.will(json("{\"audio_base64\":\"UklGRiQAAABXQVZF"));

        assertThatThrownBy(() -> Speak.bytes(tts, tts("Hello"))).hasRootCauseInstanceOf(IOException.class);

        assertThat(openAi.seen()).isEmpty();
    }

    @Test
    void silenceAfterTheFirstByteEndsTheStream() {
        openAi.will(request -> {
            headOnly("audio/mpeg").accept(request);
            request.response().write("the beginning of an MP3");
        });

        long start = System.nanoTime();
        assertThatThrownBy(() -> Speak.bytes(tts, MP3)).hasRootCauseInstanceOf(IOException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        await().until(() -> openAi.vanished() == 1);
    }

    @Test
    void speechAsEvents() {
        openAi.will(chunks(openAi.vertx(), "audio/mpeg", CHUNK, 3, 20, true));

        HttpResponse<byte[]> answer = Speak.bytes(speech, new JsonObject().put("model", "gpt-4o-mini-tts").put("input", "Hello")
                .put("voice", new JsonObject().put("id", "nova")).put("stream_format", "sse"));

        assertThat(header(answer, "Content-Type")).startsWith("text/event-stream");
        String[] events = new String(answer.body(), StandardCharsets.UTF_8).split("\n\n");
        assertThat(events).hasSize(4).allMatch(event -> event.startsWith("data: {"));
        int bytes = 0;
        for (int i = 0; i < 3; i++) {
            JsonObject event = new JsonObject(events[i].substring(6));
            assertThat(event.getString("type")).isEqualTo("speech.audio.delta");
            bytes += Base64.getDecoder().decode(event.getString("audio")).length;
        }
        assertThat(bytes).isEqualTo(3000);
        JsonObject done = new JsonObject(events[3].substring(6));
        assertThat(done.getString("type")).isEqualTo("speech.audio.done");
        assertThat(done.getJsonObject("usage").getInteger("characters")).isEqualTo(5);
    }

    @Test
    void metersSayWhoAnsweredAndHowFast() {
        openAi.will(chunks(openAi.vertx(), "audio/mpeg", CHUNK, 1, 20, true));

        double openAiBefore = meter(OPENAI_SUCCESS);
        double spaceBefore = meter(SPACE_FAILURE);
        double requestsBefore = meter(SUCCESS);

        Speak.bytes(tts, MP3);

        await().untilAsserted(() -> assertThat(meter(SUCCESS)).isEqualTo(requestsBefore + 1));
        assertThat(meter(OPENAI_SUCCESS)).isEqualTo(openAiBefore + 1);
        assertThat(meter(SPACE_FAILURE)).isEqualTo(spaceBefore + 1);
        assertThat(Meters.text(root))
                .contains("voiceforge_first_byte_seconds_bucket{operation=\"speech\",provider=\"openai\"")
                .contains("voiceforge_breaker_state{operation=\"speech\",provider=\"space\"}")
                .doesNotContain(Speak.KEY);
    }
}
