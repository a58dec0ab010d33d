package io.voiceforge.transcription;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Pcm;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.Upload;

/** Nobody is configured, and the gateway itself cannot transcribe. */
@QuarkusTest
class TranscriptionWithoutProvidersTest {

    @TestHTTPResource("/api/stt")
    URI stt;

    @Test
    void saysWhatCanBeConfigured() {
        HttpResponse<String> answer = Upload.of("audio", "a.wav", Pcm.silence(1, 8000).toWav(16, 1)).post(stt);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("no_provider");
        assertThat(answer.body()).contains("HF_ML_API_URL", "AI_INTEGRATIONS_OPENAI_API_KEY");
        assertThat(Speak.header(answer, "Retry-After")).matches("[1-9]\\d*");
        HttpResponse<String> translation = Upload.of("file", "a.wav", Pcm.silence(1, 8000).toWav(16, 1))
                .field("model", "whisper-1").post(stt.resolve("/v1/audio/translations"));
        assertThat(translation.statusCode()).isEqualTo(503);
        assertThat(translation.body()).contains("AI_INTEGRATIONS_OPENAI_API_KEY").doesNotContain("HF_ML_API_URL");
    }
}
