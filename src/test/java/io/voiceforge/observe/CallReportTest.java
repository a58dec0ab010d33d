package io.voiceforge.observe;

import static io.voiceforge.testing.FakeProvider.bytes;
import static io.voiceforge.testing.FakeProvider.status;
import static io.voiceforge.testing.Speak.header;
import static io.voiceforge.testing.Speak.tts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.FakeProviders;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.WithFakeProviders;

/** What the gateway says of a call: in the answer's headers, in the log and in the meters. */
@QuarkusTest
class CallReportTest extends WithFakeProviders {

    private static final String OVERHEAD = "X-VoiceForge-Overhead-Ms";
    private static final String OVERHEAD_SUM = "voiceforge_overhead_seconds_sum";

    @TestHTTPResource("/api/tts")
    URI tts;

    @TestHTTPResource("/v1/audio/speech")
    URI speech;

    @Inject
    Vertx vertx;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
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

    @BeforeEach
    void listen() {
        Logger.getLogger("io.voiceforge.access-log").addHandler(listener);
    }

    @AfterEach
    void stopListening() {
        Logger.getLogger("io.voiceforge.access-log").removeHandler(listener);
    }

    @Test
    void waitingForProvidersIsNotTheGatewaysOwnTime() {
        // Given a Space that fails after 200 ms, and an OpenAI that answers after 300 ms
        space.will(request -> vertx.setTimer(200, later -> status(500).accept(request)));
        openAi.will(request -> vertx.setTimer(300, later -> bytes("audio/mpeg", new byte[100]).accept(request)));
        double before = meter(OVERHEAD_SUM);

        // When
        HttpResponse<byte[]> answer = Speak.bytes(tts, tts("Hello").put("format", "mp3"));

        // Then
        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("openai");
        assertThat(header(answer, OVERHEAD)).matches("[0-9]+\\.[0-9]");
        double overhead = Double.parseDouble(header(answer, OVERHEAD));
        int processing = Integer.parseInt(header(answer, "X-Processing-Time").replace("ms", ""));
        // timers may be a moment early
        assertThat(processing).isGreaterThanOrEqualTo(495);
        assertThat(overhead).isPositive().isLessThanOrEqualTo(processing + 1 - 495);
        await().untilAsserted(() -> assertThat(meter(OVERHEAD_SUM) - before)
                .isBetween((overhead - 0.06) / 1000, (overhead + 0.06) / 1000));
        assertThat(members(answer)).containsEntry("overhead_ms", header(answer, OVERHEAD));
    }

    @Test
    void anErrorHasItOnceAProviderWasAsked() {
        space.will(status(400));

        HttpResponse<byte[]> refused = Speak.bytes(tts, tts("Hello"));
        HttpResponse<byte[]> wrong = Speak.bytes(tts, tts(""));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(header(refused, OVERHEAD)).matches("[0-9]+\\.[0-9]");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(header(wrong, OVERHEAD)).isNull();
    }

    @Test
    void theLineOfACallSaysHowItWentAndNothingThatWasSaid() {
        // Given
        space.will(status(500));
        openAi.will(bytes("audio/mpeg", "upstream audio".getBytes()));
        JsonObject body = new JsonObject().put("model", "tts-1").put("voice", "nova").put("input", "A whispered secret.")
                .put("instructions", "like a conspirator");

        // When
        HttpResponse<byte[]> answer = Speak.send(Speak.request(speech, body).header("X-Request-Id", "my-request").build(),
                HttpResponse.BodyHandlers.ofByteArray());

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        Map<String, String> line = members(answer);
        assertThat(line.keySet()).containsExactlyInAnyOrder("request", "key", "dialect", "operation", "provider", "model",
                "status", "outcome", "first_byte_ms", "total_ms", "overhead_ms", "characters", "audio_seconds", "tokens",
                "cost",
                "bytes");
        assertThat(line).containsEntry("request", "my-request").containsEntry("key", "00000000-0000-4000-8000-000000000001")
                .containsEntry("dialect", "openai").containsEntry("operation", "speech").containsEntry("provider", "openai")
                .containsEntry("model", "tts-1").containsEntry("status", "200").containsEntry("outcome", "success")
                .containsEntry("characters", "19").containsEntry("audio_seconds", "0.0").containsEntry("tokens", "0")
                .containsEntry("cost", "-");
        assertThat(Long.parseLong(line.get("first_byte_ms"))).isBetween(0L, Long.parseLong(line.get("total_ms")));
        assertThat(Long.parseLong(line.get("bytes"))).isGreaterThanOrEqualTo("upstream audio".length());
        assertThat(line(answer)).doesNotContain("whisper", "secret", "conspirator", "upstream", Speak.KEY, "vf_sk_",
                FakeProviders.OPENAI_KEY, "127.0.0.1", "nova");
    }

    @Test
    void aModelCannotWriteAnotherLineOrMember() {
        space.will(status(400));

        HttpResponse<byte[]> answer = Speak.bytes(tts,
                tts("Hello").put("model", "x\ny status=200 \u001b[31m" + "z".repeat(70)));

        Map<String, String> line = members(answer);
        assertThat(line).containsEntry("status", "400").containsEntry("provider", "-").containsEntry("first_byte_ms", "-")
                .containsEntry("outcome", "error").containsEntry("characters", "0").containsEntry("cost", "0");
        assertThat(line.get("model")).hasSize(64).matches("x\\?y\\?status\\?200\\?\\?\\[31mz+");
        assertThat(line(answer)).doesNotContain("\n", "\u001b");
    }

    @Test
    void whatIsNoCallLeavesNoLine() {
        HttpResponse<?> voices = Speak.send(java.net.http.HttpRequest.newBuilder(tts.resolve("/api/voices"))
                .header("X-API-Key", Speak.KEY).build(), HttpResponse.BodyHandlers.discarding());
        space.will(status(400));
        HttpResponse<?> call = Speak.bytes(tts, tts("Hello"));

        assertThat(members(call)).containsEntry("operation", "speech");
        assertThat(lines).noneMatch(line -> line.contains(header(voices, "X-Request-Id")));
    }

    /** Calls that others have made may still be noted meanwhile. */
    private String line(HttpResponse<?> answer) {
        String beginning = "request=" + header(answer, "X-Request-Id") + " ";
        await().until(() -> lines.stream().anyMatch(line -> line.startsWith(beginning)));
        List<String> own = lines.stream().filter(line -> line.startsWith(beginning)).toList();
        assertThat(own).hasSize(1);
        return own.get(0);
    }

    private Map<String, String> members(HttpResponse<?> answer) {
        return Pattern.compile("(\\S+?)=(\\S+)").matcher(line(answer)).results()
                .collect(Collectors.toMap(member -> member.group(1), member -> member.group(2)));
    }
}
