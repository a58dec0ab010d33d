package io.voiceforge.speech;

import static io.voiceforge.testing.FakeProvider.bytes;
import static io.voiceforge.testing.FakeProvider.json;
import static io.voiceforge.testing.FakeProvider.status;
import static io.voiceforge.testing.FakeProvider.webPage;
import static io.voiceforge.testing.Speak.header;
import static io.voiceforge.testing.Speak.tts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.voiceforge.audio.AudioContainer;
import io.voiceforge.audio.AudioHeaders;
import io.voiceforge.testing.Failures;
import io.voiceforge.testing.FakeProvider;
import io.voiceforge.testing.FakeProviders;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.WithFakeProviders;

/** Who answers when somebody does not. */
@QuarkusTest
class SpeechFallbackTest extends WithFakeProviders {

    private static final byte[] SPACE_WAV = Sound.wav(16_000, 0.5);
    private static final byte[] OPENAI_BYTES = "bytes-by-openai".getBytes(StandardCharsets.US_ASCII);

    @TestHTTPResource("/api/tts")
    URI tts;

    @TestHTTPResource("/v1/audio/speech")
    URI speech;

    @BeforeEach
    void reset() {
        space.will(bytes("audio/wav", SPACE_WAV));
        openAi.will(bytes("audio/mpeg", OPENAI_BYTES));
    }

    @Test
    void spaceAnswersWithRawBytes() {
        HttpResponse<byte[]> answer = Speak.bytes(tts, tts("Hello").put("voice", "hindi-aditi-f").put("speed", 1.5)
                .put("model", "styletts2"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(SPACE_WAV);
        assertThat(header(answer, "Content-Type")).isEqualTo("audio/wav");
        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("space");
        assertThat(header(answer, "X-VoiceForge-Voice")).isEqualTo("hindi-aditi-f");
        assertThat(header(answer, "X-Processing-Time")).matches("\\d+ms");
        FakeProvider.Seen seen = space.seen().get(0);
        assertThat(seen.path()).isEqualTo("/api/tts");
        assertThat(seen.body()).isEqualTo(new JsonObject().put("text", "Hello").put("voice", "hindi-aditi-f").put("speed", 1.5)
                .put("model", "styletts2"));
        assertThat(seen.headers()).containsEntry("Authorization", "Bearer " + FakeProviders.HF_TOKEN);
        assertThat(seen.headers().values()).noneMatch(value -> value.contains(Speak.KEY));
        assertThat(openAi.seen()).isEmpty();
    }

    @Test
    void spaceAnswersWithBase64InJson() {
        space.will(json(new JsonObject().put("duration", 0.5)
                .put("audio_base64", Base64.getEncoder().encodeToString(SPACE_WAV)).encode()));

        HttpResponse<byte[]> answer = Speak.bytes(tts, tts("Hello"));

        assertThat(answer.body()).isEqualTo(SPACE_WAV);
        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("space");
    }

    @Test
    void spaceWavBecomesMp3() {
        HttpResponse<byte[]> answer = Speak.bytes(tts, tts("Hello").put("format", "mp3"));

        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("space");
        assertThat(header(answer, "Content-Type")).isEqualTo("audio/mpeg");
        assertThat(Sound.isMp3(answer.body())).isTrue();
    }

    @ParameterizedTest
    @CsvSource({ "flac,audio/flac,FLAC", "ogg,audio/ogg,OGG", "opus,audio/ogg; codecs=opus,OGG" })
    void spaceWavBecomesFlacAndOpus(String format, String contentType, AudioContainer container) {
        HttpResponse<byte[]> answer = Speak.bytes(tts, tts("Hello").put("format", format));

        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("space");
        assertThat(header(answer, "Content-Type")).isEqualTo(contentType);
        assertThat(AudioHeaders.container(answer.body())).isEqualTo(container);
        if (container == AudioContainer.OGG) {
            assertThat(AudioHeaders.durationMillis(answer.body(), answer.body(), answer.body().length)).hasValue(500);
        }
    }

    @Test
    void spaceWavBecomesPcmOf24Kilohertz() {
        HttpResponse<byte[]> answer = Speak.bytes(speech, new JsonObject().put("model", "tts-1").put("input", "Hello")
                .put("voice", "nova").put("response_format", "pcm"));

        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("space");
        assertThat(answer.body()).hasSize(2 * 24_000 / 2);
    }

    static Stream<Arguments> failures() {
        return Failures.of("audio/wav",
                Arguments.of("JSON without audio", json("{\"detail\":\"no\"}")),
                Arguments.of("JSON with a null", json("{\"audio_base64\":null}")),
                Arguments.of("JSON cut off", json("{\"audio_base64\":\"Ukl")),
                Arguments.of("JSON that is not base64", json("{\"audio_base64\":\"%%%%%%%%\"}")),
                Arguments.of("JSON that trickles", Failures.trickle("application/json", " ")),
                Arguments.of("WAV that is none", bytes("audio/wav", "NOTAWAVE".getBytes(StandardCharsets.US_ASCII))),
                Arguments.of("text", bytes("text/plain", "hello".getBytes(StandardCharsets.US_ASCII))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void spaceFailsAndOpenAiAnswers(String name, Consumer<HttpServerRequest> failure) {
        space.will(failure);

        long start = System.nanoTime();
        HttpResponse<byte[]> answer = Speak.bytes(tts, tts("Hello").put("format", "mp3").put("voice", "hindi-vikram-m"));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(OPENAI_BYTES);
        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("openai");
        FakeProvider.Seen seen = openAi.seen().get(0);
        assertThat(seen.path()).isEqualTo("/v1/audio/speech");
        assertThat(seen.headers()).containsEntry("Authorization", "Bearer " + FakeProviders.OPENAI_KEY);
        assertThat(seen.body().getString("input")).isEqualTo("Hello");
        assertThat(seen.body().getString("voice")).isEqualTo("onyx");
        assertThat(seen.body().getString("model")).isEqualTo("gpt-4o-mini-tts");
        assertThat(seen.body().getString("response_format")).isEqualTo("mp3");
        assertThat(seen.body().getString("instructions")).isNotBlank();
    }

    @Test
    void headerOfAWavThatTricklesIsNoFirstByteOfAnMp3() {
        space.will(Failures.trickle("audio/wav", "RIFF"));

        long start = System.nanoTime();
        HttpResponse<byte[]> answer = Speak.bytes(tts, tts("Hello").put("format", "mp3"));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        assertThat(answer.body()).isEqualTo(OPENAI_BYTES);
    }

    @Test
    void spaceRefusesConnectionsAndOpenAiAnswers() {
        space.refuse();

        HttpResponse<byte[]> answer = Speak.bytes(tts, tts("Hello").put("format", "mp3"));

        assertThat(answer.body()).isEqualTo(OPENAI_BYTES);
        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("openai");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void bothFailAndTheLocalVoiceAnswers(String name, Consumer<HttpServerRequest> failure) {
        space.will(failure);
        openAi.will(name.equals("JSON that trickles") ? status(500) : failure);

        long start = System.nanoTime();
        HttpResponse<byte[]> answer = Speak.bytes(tts, tts("Hello from the local voice"));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("local");
        assertThat(Sound.seconds(answer.body())).isBetween(0.8, 4.0);
        assertThat(Sound.level(answer.body())).isGreaterThan(0.01);
    }

    @ParameterizedTest
    @ValueSource(ints = { 400, 404, 413, 422 })
    void callersFaultIsNeitherRetriedNorFailedOverNorCounted(int status) {
        space.will(status(status));

        for (int i = 0; i < 8; i++) {
            HttpResponse<byte[]> answer = Speak.bytes(tts, tts("Hello"));
            assertThat(answer.statusCode()).isEqualTo(status == 404 ? 400 : status);
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).doesNotContain("upstream secret detail");
        }

        assertThat(space.seen()).hasSize(8);
        assertThat(openAi.seen()).isEmpty();
        assertThat(breaker("space", "speech")).isEqualTo("closed");
    }

    @Test
    void transientFailureIsTriedOnceMore() {
        space.will(request -> (space.seen().size() == 1 ? status(502) : bytes("audio/wav", SPACE_WAV)).accept(request));

        HttpResponse<byte[]> answer = Speak.bytes(tts, tts("Hello"));

        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("space");
        assertThat(space.seen()).hasSize(2);
    }

    @Test
    void otherFailuresAreNotTriedAgain() {
        space.will(status(500));

        Speak.bytes(tts, tts("Hello"));

        assertThat(space.seen()).hasSize(1);
    }

    @Test
    void breakerOpensAndRecovers() {
        space.will(status(500));
        for (int i = 0; i < 5; i++) {
            Speak.bytes(tts, tts("Hello").put("format", "mp3"));
        }
        assertThat(space.seen()).hasSize(5);
        assertThat(breaker("space", "speech")).isEqualTo("open");

        HttpResponse<byte[]> whileOpen = Speak.bytes(tts, tts("Hello").put("format", "mp3"));
        assertThat(header(whileOpen, "X-VoiceForge-Provider")).isEqualTo("openai");
        assertThat(space.seen()).hasSize(5);

        space.will(bytes("audio/wav", SPACE_WAV));
        await().until(() -> "half_open".equals(breaker("space", "speech")));
        HttpResponse<byte[]> afterwards = Speak.bytes(tts, tts("Hello"));
        assertThat(header(afterwards, "X-VoiceForge-Provider")).isEqualTo("space");
        assertThat(breaker("space", "speech")).isEqualTo("closed");
    }

    @Test
    void wakingSpaceIsLeftAloneUntilItsHealthIsJson() {
        space.will(webPage(503));
        space.healthWill(webPage(503));
        Speak.bytes(tts, tts("Hello"));
        space.will(bytes("audio/wav", SPACE_WAV));

        HttpResponse<byte[]> whileWaking = Speak.bytes(tts, tts("Hello").put("format", "mp3"));
        assertThat(header(whileWaking, "X-VoiceForge-Provider")).isEqualTo("openai");
        assertThat(space.seen()).hasSize(1);
        assertThat(health("space").getString("status")).isEqualTo("waking");

        space.healthWill(json("{\"status\":\"ok\"}"));
        await().untilAsserted(
                () -> assertThat(header(Speak.bytes(tts, tts("Hello")), "X-VoiceForge-Provider")).isEqualTo("space"));
    }

    @Test
    void formatThatOnlyOpenAiHasSkipsTheSpace() {
        openAi.will(bytes("audio/aac", OPENAI_BYTES));

        HttpResponse<byte[]> answer = Speak.bytes(tts, tts("Hello").put("format", "aac"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).isEqualTo("audio/aac");
        assertThat(space.seen()).isEmpty();
    }

    @Test
    void formatThatOnlyOpenAiHasFailsWithOpenAi() {
        openAi.will(status(500));

        HttpResponse<byte[]> answer = Speak.bytes(speech, new JsonObject().put("model", "tts-1").put("input", "Hello")
                .put("voice", "nova").put("response_format", "aac"));

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(header(answer, "x-should-retry")).isEqualTo("false");
        assertThat(header(answer, "Retry-After")).matches("[1-9]\\d*");
        JsonObject error = new JsonObject(new String(answer.body(), StandardCharsets.UTF_8)).getJsonObject("error");
        assertThat(error.fieldNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
        assertThat(error.getString("code")).isEqualTo("provider_failed");
    }

    @ParameterizedTest
    @ValueSource(strings = { "mp3", "flac", "opus" })
    @Tag("slow")
    void textOverOpenAisLimitIsSpokenLocally(String format) {
        space.will(status(500));
        String text = "word ".repeat(900);

        HttpResponse<byte[]> answer = Speak.bytes(tts, tts(text).put("format", format));

        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("local");
        assertThat(openAi.seen()).isEmpty();
    }

    @Test
    void textOverOpenAisLimitIsRefusedInAFormatThatOnlyOpenAiHas() {
        HttpResponse<byte[]> answer = Speak.bytes(tts, tts("word ".repeat(900)).put("format", "aac"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("aac").contains("flac");
        assertThat(openAi.seen()).isEmpty();
    }

    @Test
    void openAiVoicesAndModelsAreNotSentToTheSpace() {
        Speak.bytes(speech, new JsonObject().put("model", "tts-1").put("input", "Hello").put("voice", "onyx")
                .put("response_format", "wav"));

        JsonObject sent = space.seen().get(0).body();
        assertThat(sent.containsKey("model")).isFalse();
        assertThat(sent.getString("voice")).isEqualTo("en-us-michael-m");
    }

    @Test
    void openAiGetsTheCallersModelVoiceAndInstructions() {
        space.will(status(500));
        Speak.bytes(speech, new JsonObject().put("model", "gpt-4o-mini-tts").put("input", "Hello").put("voice", "verse")
                .put("instructions", "Whisper").put("speed", 3.5));

        JsonObject sent = openAi.seen().get(0).body();
        assertThat(sent).isEqualTo(new JsonObject().put("model", "gpt-4o-mini-tts").put("input", "Hello").put("voice", "verse")
                .put("response_format", "mp3").put("speed", 3.5).put("instructions", "Whisper"));
    }
}
