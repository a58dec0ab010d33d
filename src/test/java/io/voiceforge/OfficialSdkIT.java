package io.voiceforge;

import static io.voiceforge.testing.FakeProvider.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.InternalServerException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.audio.speech.SpeechCreateParams;
import com.openai.models.audio.speech.SpeechCreateParams.ResponseFormat;

import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.FakeProvider;
import io.voiceforge.testing.GatewayProcess;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Speak;

/** The packaged program as OpenAI's own Java SDK sees it, which knows nothing of the gateway but its URL and a key. */
class OfficialSdkIT {

    private static FakeProvider openAi;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        openAi = new FakeProvider().start();
        openAi.will(status(500));
        gateway = GatewayProcess.start(Map.of("ADMIN_TOKEN", Admin.TOKEN,
                "AI_INTEGRATIONS_OPENAI_BASE_URL", openAi.url() + "/v1",
                // nothing but the callers' requests is to decide here
                "VOICEFORGE_BREAKER_MINIMUM_CALLS", "20"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        openAi.close();
    }

    @Test
    void speechIsPlayable() throws IOException {
        byte[] mp3 = speak(Speak.KEY, "Hello from the official SDK.");

        assertThat(Sound.isMp3(mp3)).isTrue();
        // a second at the 64 kbit/s of the local voice
        assertThat(mp3).hasSizeGreaterThan(8_000);
    }

    @Test
    void wrongKeyIsUnauthorized() {
        assertThatExceptionOfType(UnauthorizedException.class)
                .isThrownBy(() -> speak("vf_sk_" + "0".repeat(32), "Hello"))
                .satisfies(refused -> assertThat(refused.code()).contains("invalid_api_key"));
    }

    @Test
    void spentQuotaIsAskedForOnce() throws IOException {
        String secret = key(new JsonObject().put("name", "quota").put("quota", new JsonObject().put("characters", 5)));
        speak(secret, "Hello");

        assertThatExceptionOfType(RateLimitException.class).isThrownBy(() -> speak(secret, "Again"))
                .satisfies(refused -> assertThat(refused.code()).contains("insufficient_quota"));
        assertThat(requestsOf(secret)).isEqualTo(2);
    }

    @Test
    void hourlyLimitIsARateLimit() throws IOException {
        String secret = key(new JsonObject().put("name", "hourly").put("rateLimit", 1));
        speak(secret, "Hello");

        assertThatExceptionOfType(RateLimitException.class)
                .isThrownBy(() -> speak(secret, "Again"))
                .satisfies(refused -> assertThat(refused.code()).contains("rate_limit_exceeded"));
    }

    @Test
    void failureOfAllProvidersIsNotTriedAgain() {
        String secret = key(new JsonObject().put("name", "failure"));

        assertThatExceptionOfType(InternalServerException.class)
                .isThrownBy(() -> speech(secret, SpeechCreateParams.builder().model("tts-1").voice("alloy").input("Hello")
                        .responseFormat(ResponseFormat.AAC).build()))
                .satisfies(failed -> assertThat(failed.statusCode()).isEqualTo(502));
        assertThat(requestsOf(secret)).isEqualTo(1);
    }

    private static byte[] speak(String secret, String text) throws IOException {
        return speech(secret, SpeechCreateParams.builder().model("tts-1").voice("nova").input(text).build());
    }

    private static byte[] speech(String secret, SpeechCreateParams params) throws IOException {
        OpenAIClient client = OpenAIOkHttpClient.builder().baseUrl(gateway.uri("/v1").toString()).apiKey(secret).build();
        try (var answer = client.audio().speech().create(params)) {
            return answer.body().readAllBytes();
        } finally {
            client.close();
        }
    }

    private static String key(JsonObject settings) {
        return new Admin(gateway.uri("/")).create(settings).getString("key");
    }

    /** How many requests have come with that key, which has the usual hourly limit, before this question. */
    private static long requestsOf(String secret) {
        HttpResponse<Void> answer = Speak.send(
                HttpRequest.newBuilder(gateway.uri("/api/key")).header("X-API-Key", secret).build(),
                HttpResponse.BodyHandlers.discarding());
        return Long.parseLong(Speak.header(answer, "X-RateLimit-Limit"))
                - Long.parseLong(Speak.header(answer, "X-RateLimit-Remaining")) - 1;
    }
}
