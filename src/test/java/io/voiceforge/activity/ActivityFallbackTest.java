package io.voiceforge.activity;

import static io.voiceforge.testing.FakeProvider.hang;
import static io.voiceforge.testing.FakeProvider.json;
import static io.voiceforge.testing.FakeProvider.status;
import static io.voiceforge.testing.Speak.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Failures;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Upload;
import io.voiceforge.testing.WithFakeProviders;

/** Who finds speech when the Space does not. */
@QuarkusTest
class ActivityFallbackTest extends WithFakeProviders {

    private static final byte[] WAV = Sound.wav(16_000, 1.5);
    private static final String CANCELLED = "voiceforge_requests_total{dialect=\"voiceforge\",operation=\"vad\",outcome=\"cancelled\"}";

    @TestHTTPResource("/api/vad")
    URI vad;

    static Stream<Arguments> failures() {
        return Failures.ofJson(
                Arguments.of("404 JSON", status(404)),
                Arguments.of("members of wrong types", json("{\"segments\":5}")),
                Arguments.of("an end before its start", json("{\"segments\":[{\"start\":2,\"end\":1}]}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void spaceFailsAndTheDetectorInTheProcessListens(String name, Consumer<HttpServerRequest> failure) {
        space.will(failure);

        long start = System.nanoTime();
        HttpResponse<String> answer = Upload.of("audio", "hello.wav", WAV).post(vad);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()).getString("provider")).isEqualTo("local");
        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("local");
    }

    @Test
    void spaceDetectsWithTheCallersThreshold() {
        space.will(json("{\"segments\":[{\"start\":0.5,\"end\":1.25,\"confidence\":0.7}]}"));

        HttpResponse<String> answer = Upload.of("audio", "hello.wav", WAV).field("threshold", "0.25").post(vad);

        assertThat(new JsonObject(answer.body())).isEqualTo(new JsonObject("""
                {"segments":[{"start":0.5,"end":1.25,"confidence":0.7}],"provider":"space"}"""));
        assertThat(space.seen().get(0).path()).isEqualTo("/api/vad");
        assertThat(space.seen().get(0).body().getDouble("threshold")).isEqualTo(0.25);
    }

    @Test
    void failureOfTheSpaceIsToldWhenTheDetectorCannotReadTheContainer() {
        space.will(status(500));

        HttpResponse<String> answer = Upload.of("audio", "hello.mp3", new byte[] { 'I', 'D', '3', 4, 0, 0, 0, 0, 0, 0, 1, 2 })
                .post(vad);

        assertThat(answer.statusCode()).isEqualTo(502);
    }

    @Test
    void callerWhoLeavesTakesTheProvidersRequestWithHim() {
        double before = meter(CANCELLED);
        space.will(hang());
        CompletableFuture<?> answer = HttpClient.newHttpClient().sendAsync(
                Upload.request(vad, Upload.of("audio", "hello.wav", WAV).closed()).build(),
                HttpResponse.BodyHandlers.discarding());
        await().until(() -> space.seen().size() == 1);

        answer.cancel(true);

        await().until(() -> space.vanished() == 1);
        await().until(() -> meter(CANCELLED) == before + 1);
    }
}
