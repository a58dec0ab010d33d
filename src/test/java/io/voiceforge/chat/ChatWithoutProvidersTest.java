package io.voiceforge.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Completions;
import io.voiceforge.testing.Speak;

/** There is no canned answer. */
@QuarkusTest
class ChatWithoutProvidersTest {

    private static final String[] VARIABLES = { "HF_ML_API_URL", "AI_INTEGRATIONS_OPENAI_API_KEY", "HUGGINGFACE_TOKEN",
            "VOICEFORGE_HF_CHAT_MODEL" };

    @TestHTTPResource("/")
    URI root;

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void openAisDialect(boolean streamed) {
        HttpResponse<byte[]> answer = Speak.bytes(root.resolve("/v1/chat/completions"),
                Completions.ask("Hello").put("stream", streamed));

        assertThat(answer.statusCode()).isEqualTo(503);
        JsonObject error = new JsonObject(text(answer)).getJsonObject("error");
        assertThat(error.getString("code")).isEqualTo("no_provider");
        assertThat(error.getString("message")).contains(VARIABLES);
        assertThat(Speak.header(answer, "Retry-After")).matches("[1-9]\\d*");
        assertThat(Speak.header(answer, "x-should-retry")).isEqualTo("false");
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void voiceForgesDialect(boolean streamed) {
        HttpResponse<byte[]> answer = Speak.bytes(root.resolve("/api/vllm/chat"),
                new JsonObject().put("message", "Hello").put("stream", streamed));

        assertThat(answer.statusCode()).isEqualTo(503);
        JsonObject error = new JsonObject(text(answer));
        assertThat(error.getString("code")).isEqualTo("no_provider");
        assertThat(error.getString("error")).contains(VARIABLES);
        assertThat(error.getInteger("retry_after")).isPositive();
    }

    @Test
    void echoNeedsNone() {
        HttpResponse<byte[]> answer = Speak.bytes(root.resolve("/api/vllm/chat"),
                new JsonObject().put("message", "Hello").put("mode", "echo"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(text(answer)).getString("response")).isEqualTo("Hello");
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
