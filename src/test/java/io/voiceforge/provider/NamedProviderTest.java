package io.voiceforge.provider;

import static io.voiceforge.testing.FakeProvider.bytes;
import static io.voiceforge.testing.FakeProvider.json;
import static io.voiceforge.testing.FakeProvider.status;
import static io.voiceforge.testing.Speak.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Completions;
import io.voiceforge.testing.FakeProvider;
import io.voiceforge.testing.NamedProvider;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Speak;

/** A provider that exists by configuration alone is a provider like any other. */
@QuarkusTest
@WithTestResource(NamedProvider.class)
class NamedProviderTest {

    private static final byte[] MP3 = "mp3-by-kokoro".getBytes(StandardCharsets.US_ASCII);

    FakeProvider kokoro;

    @TestHTTPResource("/")
    URI root;

    @Inject
    ProviderGuards guards;

    @BeforeEach
    void reset() {
        kokoro.reset();
        guards.closeAll();
        kokoro.will(bytes("audio/mpeg", MP3));
    }

    @Test
    void isAskedInItsPlaceWithItsModelAndItsKey() {
        HttpResponse<byte[]> response = speak("tts-1");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(MP3);
        assertThat(header(response, "X-VoiceForge-Provider")).isEqualTo("kokoro");
        FakeProvider.Seen seen = kokoro.seen().get(0);
        assertThat(seen.path()).isEqualTo("/v1/audio/speech");
        assertThat(seen.headers()).containsEntry("Authorization", "Bearer kokoro-test-key");
        assertThat(seen.body().getString("model")).isEqualTo("kokoro-82m");
    }

    @Test
    void fallsBackLikeAnyOther() {
        kokoro.will(status(500));

        HttpResponse<byte[]> response = speak("tts-1");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "X-VoiceForge-Provider")).isEqualTo("local");
        assertThat(Sound.isMp3(response.body())).isTrue();
    }

    @Test
    void isPinnedByItsName() {
        kokoro.will(status(500));

        assertThat(speak("kokoro/big").statusCode()).isEqualTo(502);
        assertThat(kokoro.seen().get(0).body().getString("model")).isEqualTo("big");
    }

    @Test
    void chatsUnderTheModelThatTheCallerNamesWhenItHasNoneOfItsOwn() {
        kokoro.will(Completions.completion("Good morning"));

        HttpResponse<byte[]> response = Speak.bytes(root.resolve("/v1/chat/completions"),
                Completions.ask("Hello").put("model", "some-model"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "X-VoiceForge-Provider")).isEqualTo("kokoro");
        assertThat(kokoro.seen().get(0).body().getString("model")).isEqualTo("some-model");
    }

    @Test
    void isListedWithItsModelsUnderItsName() {
        kokoro.healthWill(json("{\"data\":[{\"id\":\"kokoro-82m\"}]}"));

        assertThat(get("/v1/models").getJsonArray("data").stream().map(model -> ((JsonObject) model).getString("id")))
                .contains("kokoro/kokoro-82m");
    }

    @Test
    void isInHealthAndMeters() {
        speak("tts-1");

        JsonObject health = get("/api/health").getJsonObject("providers").getJsonObject("kokoro");
        assertThat(health.getString("status")).isEqualTo("up");
        assertThat(health.getJsonObject("breakers").fieldNames()).containsExactlyInAnyOrder("speech", "chat");
        assertThat(text(Speak.send(Speak.request(root.resolve("/q/metrics"), new JsonObject()).GET().build(),
                HttpResponse.BodyHandlers.ofByteArray())))
                .contains("voiceforge_provider_calls_total{operation=\"speech\",outcome=\"success\",provider=\"kokoro\"}");
    }

    private HttpResponse<byte[]> speak(String model) {
        return Speak.bytes(root.resolve("/v1/audio/speech"),
                new JsonObject().put("model", model).put("input", "Hello").put("voice", "alloy"));
    }

    private JsonObject get(String path) {
        return new JsonObject(text(Speak.send(Speak.request(root.resolve(path), new JsonObject()).GET().build(),
                HttpResponse.BodyHandlers.ofByteArray())));
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
