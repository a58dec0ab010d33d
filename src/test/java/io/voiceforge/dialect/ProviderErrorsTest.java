package io.voiceforge.dialect;

import static io.voiceforge.testing.Speak.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.WithFakeProviders;

/** What a provider says about a request reaches the caller in each dialect, and nothing that is the operator's. */
@QuarkusTest
class ProviderErrorsTest extends WithFakeProviders {

    enum Api {
        VOICEFORGE("/api/tts", new JsonObject().put("text", "Hello").put("model", "openai/tts-1").put("format", "mp3")),
        OPENAI("/v1/audio/speech", new JsonObject().put("input", "Hello").put("model", "openai/tts-1").put("voice", "nova")),
        ELEVENLABS("/v1/text-to-speech/nova", new JsonObject().put("text", "Hello").put("model_id", "openai/tts-1"));

        private final String path;
        private final JsonObject question;

        Api(String path, JsonObject question) {
            this.path = path;
            this.question = question;
        }
    }

    static Stream<Arguments> refusals() {
        String all = "{\"message\":\"Too long.\",\"code\":\"too_long\",\"param\":\"input\",\"type\":\"invalid_request_error\"}";
        List<Arguments> bodies = List.of(
                Arguments.of("OpenAI", "application/json", "{\"error\":" + all + "}", "Too long."),
                Arguments.of("vLLM", "application/json", "{\"object\":\"error\",\"message\":\"Too long.\",\"code\":400}",
                        "Too long."),
                Arguments.of("a text", "application/json", "{\"error\":\"Too long.\"}", "Too long."),
                Arguments.of("a message", "application/json; charset=utf-8", "{\"message\":\"Too long.\"}", "Too long."),
                Arguments.of("FastAPI's text", "application/json", "{\"detail\":\"Too long.\"}", "Too long."),
                Arguments.of("FastAPI's list", "application/json",
                        "{\"detail\":[{\"loc\":[\"body\",\"input\"],\"msg\":\"Too long.\",\"type\":\"value_error\"}]}",
                        "Too long."),
                Arguments.of("ElevenLabs", "application/json", "{\"detail\":{\"status\":\"x\",\"message\":\"Too long.\"}}",
                        "Too long."),
                Arguments.of("no media type", "", "{\"error\":\"Too long.\"}", "Too long."),
                Arguments.of("other types", "application/json", "{\"error\":{\"message\":[1],\"code\":{}},\"detail\":7}", null),
                Arguments.of("an empty list", "application/json", "{\"detail\":[]}", null),
                Arguments.of("JSON that is no object", "application/json", "[\"Too long.\"]", null),
                Arguments.of("JSON cut off", "application/json", "{\"error\":\"Too lo", null),
                Arguments.of("a web page", "text/html", "<html>Too long.</html>", null),
                Arguments.of("nothing", "application/json", "", null));
        return bodies.stream().flatMap(body -> Stream.of(Api.values()).flatMap(api -> Stream.of(400, 422)
                .map(status -> Arguments.of(api, status, body.get()[0], body.get()[1], body.get()[2], body.get()[3]))));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("refusals")
    void reasonReachesTheCaller(Api api, int status, String name, String contentType, String body, String reason) {
        refuse(status, contentType, body);

        HttpResponse<byte[]> answer = ask(api);

        assertThat(answer.statusCode()).isEqualTo(status);
        if (reason == null) {
            assertThat(text(answer)).contains("The provider ").doesNotContain("Too lo");
        } else {
            // OpenAI's SDKs show the message as the provider's, which it is
            assertThat(text(answer)).contains(api == Api.OPENAI ? reason : "The provider rejected the request: " + reason);
        }
        assertThat(openAi.seen()).hasSize(1);
        assertThat(breaker("openai", "speech")).isEqualTo("closed");
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void nothingOfTheOperatorsDoes(Api api) {
        refuse(400, "application/json", new JsonObject().put("error", new JsonObject().put("message",
                "Key sk-abcdefgh12345678 and hf_abcdefghijkl of org-abcdefgh1234 are wrong at http://10.0.0.7:8080/v1?key=s3cret, "
                        + "tts.internal:9000, 192.168.1.4 or ops@example.com; see https://platform.openai.com/docs. Bearer abc.def "
                        + "speed must be below 4.\u0000\n<script>"))
                .encode());

        assertThat(text(ask(api))).contains("speed must be below 4.")
                .doesNotContain("sk-abc", "hf_abc", "org-abc", "10.0.0.7", "8080", "s3cret", "tts.internal", "192.168", "ops@",
                        "openai.com", "abc.def");
    }

    @ParameterizedTest
    @ValueSource(strings = { "eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl", "AKIAABCDEFGHIJKLMNOP", "0123456789abcdef0123456789abcdef",
            "Basic dXNlcjpwYXNz",
            "password=hunter2", "api_key: hunter2secret", "localhost:8000", "[2001:db8::1]:80", "/usr/lib/python3/site.py",
            "//internal/x" })
    void noSecretAndNoPlaceOfTheOperatorsDoes(String text) {
        refuse(400, "application/json", new JsonObject().put("error", new JsonObject().put("message", "Bad " + text + " there.")
                .put("code", "sk-abcdEFGH1234567890abcdEFGH")).encode());

        assertThat(text(ask(Api.OPENAI))).contains("Bad ").doesNotContain(text, "hunter2", "sk-abcd");
    }

    @ParameterizedTest
    @CsvSource({ "invalid_api_key,invalid_request_error", "x,authentication_error", "insufficient_quota,insufficient_quota" })
    void whatIsWrongWithTheOperatorsAccountIsNotTheCallersFault(String code, String type) {
        refuse(400, "application/json", new JsonObject().put("error",
                new JsonObject().put("message", "Incorrect API key").put("code", code).put("type", type)).encode());

        HttpResponse<byte[]> answer = ask(Api.OPENAI);

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(text(answer)).contains("provider_failed").doesNotContain("Incorrect API key");
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void longReasonIsCut(Api api) {
        refuse(422, "application/json", new JsonObject().put("error", "very long ".repeat(5000)).encode());

        assertThat(text(ask(api))).contains("very long very long").hasSizeLessThan(1000);
    }

    @ParameterizedTest
    @CsvSource({ "VOICEFORGE,17", "OPENAI,17", "ELEVENLABS,17", "OPENAI,100000" })
    void providersOwnLimitIsUnavailableForAsLongAsItSays(Api api, int seconds) {
        openAi.will(request -> request.response().setStatusCode(429).putHeader("Retry-After", String.valueOf(seconds)).end());

        HttpResponse<byte[]> answer = ask(api);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(header(answer, "Retry-After")).isEqualTo(String.valueOf(Math.min(seconds, 3600)));
        assertThat(text(answer)).contains(api == Api.ELEVENLABS ? "system_busy" : "provider_rate_limited");
        if (api == Api.OPENAI) {
            // SDKs wait as long, up to a minute
            assertThat(header(answer, "x-should-retry")).isEqualTo(seconds == 17 ? null : "false");
        }
        assertThat(openAi.seen()).hasSize(1);
    }

    private void refuse(int status, String contentType, String body) {
        openAi.will(request -> {
            if (!contentType.isEmpty()) {
                request.response().putHeader("Content-Type", contentType);
            }
            request.response().setStatusCode(status).end(body);
        });
    }

    private HttpResponse<byte[]> ask(Api api) {
        return Speak.bytes(root.resolve(api.path), api.question);
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
