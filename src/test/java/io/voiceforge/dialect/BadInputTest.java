package io.voiceforge.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Speak;

/** Whatever callers send, the answer is a clear 4xx in their dialect. */
@QuarkusTest
class BadInputTest {

    @TestHTTPResource("/")
    URI root;

    static Stream<Arguments> bodies() {
        String open = "{\"model\":\"tts-1\",\"voice\":\"nova\",\"%1$s\":\"Hello\"";
        return Stream.of(
                Arguments.of("nothing", "", 400, "invalid_request"),
                Arguments.of("null", "null", 400, "invalid_request"),
                Arguments.of("no members", "{}", 400, "invalid_request"),
                Arguments.of("array", "[]", 400, "malformed_json"),
                Arguments.of("string", "\"Hello\"", 400, "malformed_json"),
                Arguments.of("cut off", open, 400, "malformed_json"),
                Arguments.of("garbage", "{'text': Hello}", 400, "malformed_json"),
                Arguments.of("two documents", open + "} x", 400, "malformed_json"),
                Arguments.of("deep nesting", "[".repeat(5000), 400, "malformed_json"),
                Arguments.of("text null", open.replace("\"Hello\"", "null") + "}", 400, "invalid_request"),
                Arguments.of("text empty", open.replace("Hello", "") + "}", 400, "invalid_request"),
                Arguments.of("text blank", open.replace("Hello", " \\n ") + "}", 400, "invalid_request"),
                Arguments.of("text number", open.replace("\"Hello\"", "5") + "}", 400, "invalid_request"),
                Arguments.of("text object", open.replace("\"Hello\"", "{\"a\":1}") + "}", 400, "invalid_request"),
                Arguments.of("text too long", open.replace("Hello", "a".repeat(5001)) + "}", 400, "invalid_request"),
                Arguments.of("speed 9", open + ",\"speed\":9}", 400, "invalid_request"),
                Arguments.of("speed 0", open + ",\"speed\":0}", 400, "invalid_request"),
                Arguments.of("speed text", open + ",\"speed\":\"1.0\"}", 400, "invalid_request"),
                Arguments.of("speed huge", open + ",\"speed\":1e999}", 400, "invalid_request"),
                Arguments.of("model number", open.replace("\"tts-1\"", "1") + "}", 400, "invalid_request"),
                Arguments.of("format unknown", open + ",\"%2$s\":\"midi\"}", 400, "unsupported_format"),
                Arguments.of("format that nobody here has", open + ",\"%2$s\":\"aac\"}", 400, "unsupported_format"),
                Arguments.of("format number", open + ",\"%2$s\":3}", 400, "invalid_request"),
                Arguments.of("voice unknown", open.replace("nova", "nobody") + "}", 400, "voice_not_found"),
                Arguments.of("voice with a header", open.replace("nova", "nova\\r\\nX-Evil: 1") + "}", 400, "voice_not_found"),
                Arguments.of("voice empty", open.replace("nova", "") + "}", 400, "voice_not_found"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void voiceForge(String name, String body, int status, String code) {
        HttpResponse<String> answer = post("/api/tts", "application/json", String.format(body, "text", "format"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonObject error = new JsonObject(answer.body());
        assertThat(error.getString("code")).isEqualTo(code);
        assertThat(error.getString("error")).isNotBlank();
        assertThat(error.getString("requestId")).isEqualTo(Speak.header(answer, "X-Request-Id"));
        assertClean(answer);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void openAi(String name, String body, int status, String code) {
        HttpResponse<String> answer = post("/v1/audio/speech", "application/json",
                String.format(body, "input", "response_format"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonObject error = new JsonObject(answer.body()).getJsonObject("error");
        assertThat(error.fieldNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
        assertThat(error.getString("type")).isEqualTo("invalid_request_error");
        assertThat(error.getString("code")).isEqualTo(code);
        assertClean(answer);
    }

    @Test
    void validationNamesEachMember() {
        HttpResponse<String> answer = post("/api/tts", "application/json", "{\"text\":\"\",\"speed\":9}");

        assertThat(new JsonObject(answer.body()).getJsonArray("details").stream()
                .map(detail -> ((JsonObject) detail).getString("path"))).containsExactly("speed", "text");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "null" })
    void bodyThatIsMissingIsNamedAsTheBody(String body) {
        HttpResponse<String> answer = post("/api/tts", "application/json", body);

        assertThat(new JsonObject(answer.body()).getJsonArray("details").stream()
                .map(detail -> ((JsonObject) detail).getString("path"))).containsExactly("body");
    }

    @Test
    void openAiVoiceOfAWrongType() {
        HttpResponse<String> answer = post("/v1/audio/speech", "application/json",
                "{\"model\":\"tts-1\",\"input\":\"x\",\"voice\":[1]}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getJsonObject("error").getString("param")).isEqualTo("voice");
    }

    @Test
    void formatThatNobodyHasNamesTheMember() {
        HttpResponse<String> answer = post("/v1/audio/speech", "application/json",
                "{\"model\":\"tts-1\",\"input\":\"x\",\"voice\":\"nova\",\"response_format\":\"aac\"}");

        assertThat(new JsonObject(answer.body()).getJsonObject("error").getString("param")).isEqualTo("response_format");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/api/vllm/chat", "/v1/chat/completions", "/api/agent-flows", "/api/tts" })
    void numberThatNobodyCanHold(String path) {
        for (String number : List.of("1e99999999999", "9".repeat(2000))) {
            HttpResponse<String> answer = post(path, "application/json",
                    "{\"message\":\"a\",\"foo\":" + number + ",\"speed\":" + number + "}");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains("invalid_request");
            // the first does not read it, and the second finds that it is too much
            if (!path.equals("/v1/chat/completions") && !(path.equals("/api/tts") && number.startsWith("1e"))) {
                assertThat(answer.body()).contains("The body has a number that is out of range");
            }
        }
    }

    @Test
    void nestingIsCalledByItsName() {
        assertThat(post("/api/vllm/chat", "application/json", "{\"foo\":" + "[".repeat(5000)).body())
                .contains("malformed_json", "The body is nested too deeply");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/api/vllm/chat", "/v1/chat/completions", "/api/agent-flows", "/api/tts", "/v1/audio/speech",
            "/v1/text-to-speech/en-us-sarah-f" })
    void whatIsRequiredIsSaid(String path) {
        JsonObject answer = new JsonObject(post(path, "application/json", "{}").body());

        assertThat(answer.encode()).containsPattern("[Rr]equired");
        if (path.startsWith("/api")) {
            JsonObject detail = answer.getJsonArray("details").getJsonObject(0);
            assertThat(detail.getString("message")).isEqualTo("is required");
            assertThat(answer.getString("error")).isEqualTo(detail.getString("path") + " is required");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "/api/agent-flows?limit=0", "/api/usage?granularity=x" })
    void detailsDoNotRepeatWhereTheyAre(String path) {
        JsonObject answer = new JsonObject(get(path).body());

        JsonObject detail = answer.getJsonArray("details").getJsonObject(0);
        assertThat(detail.getString("message")).startsWith("must be ");
        assertThat(answer.getString("error")).isEqualTo(detail.getString("path") + " " + detail.getString("message"));
    }

    @Test
    void aMemberWithoutANameIsQuoted() {
        assertThat(new JsonObject(post("/api/agent-flows", "application/json", "{\"name\":\"x\",\"\":1}").body())
                .getString("error")).isEqualTo("\"\" is unknown or cannot be set here");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/api/vllm/chat", "/v1/chat/completions", "/api/agent-flows", "/api/tts", "/v1/audio/speech",
            "/v1/text-to-speech/en-us-sarah-f" })
    void onlyOneMediaTypeIsJson(String path) {
        for (String other : List.of("application/json-patch+json", "application/vnd.api+json", "text/json")) {
            assertThat(post(path, other, "{}").statusCode()).as(other).isEqualTo(415);
        }
        assertThat(post(path, "application/json; charset=utf-8", "{}").statusCode()).isNotEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/api/stt", "/api/vad", "/v1/audio/transcriptions", "/v1/audio/translations",
            "/v1/speech-to-text" })
    void keyComesBeforeTheMediaTypeOfAnUpload(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path)).header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("x"));

        assertThat(Speak.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(401);
        assertThat(Speak.send(request.setHeader("X-API-Key", "nonsense").build(), HttpResponse.BodyHandlers.ofString())
                .statusCode()).isEqualTo(401);
        assertThat(Speak.send(request.setHeader("X-API-Key", Speak.KEY).build(), HttpResponse.BodyHandlers.ofString())
                .statusCode()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/v1/responses", "/v1/responses/", "/v1/responses/resp_1/cancel" })
    void responsesApiNamesTheRouteToUse(String path) {
        HttpResponse<String> answer = post(path, "application/json", "{}");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(new JsonObject(answer.body()).getJsonObject("error").getString("message"))
                .contains("/v1/chat/completions", "openai.chat(model)");
    }

    @Test
    void bodyOfTwoMegabytes() {
        HttpResponse<String> answer = post("/api/tts", "application/json", "{\"text\":\"" + "a".repeat(2_000_000) + "\"}");

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("body_too_large");
    }

    @Test
    void chunkedBodyOfTwoMegabytes() {
        HttpRequest request = HttpRequest.newBuilder(root.resolve("/api/tts")).header("X-API-Key", Speak.KEY)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofString("{\"text\":\"" + "a".repeat(2_000_000) + "\"}")))
                .build();

        assertThat(Speak.send(request, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(413);
    }

    @Test
    void mediaTypeMethodAndPath() {
        HttpResponse<String> mediaType = post("/api/tts", "text/plain", "Hello");
        HttpResponse<String> method = get("/api/tts");
        HttpResponse<String> path = get("/v1/nothing");

        assertThat(mediaType.statusCode()).isEqualTo(415);
        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(Speak.header(method, "Allow")).isEqualTo("POST");
        assertThat(path.statusCode()).isEqualTo(404);
        assertThat(new JsonObject(path.body()).getJsonObject("error").getString("type")).isEqualTo("not_found_error");
    }

    @Test
    void methodsThatNobodyKnowsAreOneSeriesOfTheMeters() {
        for (int i = 0; i < 20; i++) {
            Speak.send(HttpRequest.newBuilder(root.resolve("/api/live"))
                    .method("INVENTED" + i, HttpRequest.BodyPublishers.noBody())
                    .build(), HttpResponse.BodyHandlers.discarding());
        }

        HttpResponse<String> metrics = get("/q/metrics");
        assertThat(metrics.body()).contains("method=\"OTHER\"").doesNotContain("INVENTED");
    }

    @Test
    void pathsInDisguiseAreAnsweredInTheirDialect() {
        HttpResponse<String> answer = post("/%761/audio/speech", "application/json", "{}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getJsonObject("error").getString("type")).isEqualTo("invalid_request_error");
    }

    @Test
    void requestIdIsTheCallersWhenItIsHarmless() {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve("/api/live"));

        assertThat(Speak.header(Speak.send(request.header("X-Request-Id", "abc-123").build(),
                HttpResponse.BodyHandlers.ofString()), "X-Request-Id")).isEqualTo("abc-123");
        assertThat(Speak.header(Speak.send(request.setHeader("X-Request-Id", "<script>").build(),
                HttpResponse.BodyHandlers.ofString()), "X-Request-Id")).matches("[0-9a-f-]{36}");
    }

    private HttpResponse<String> post(String path, String contentType, String body) {
        return Speak.send(HttpRequest.newBuilder(root.resolve(path)).header("X-API-Key", Speak.KEY)
                .header("Content-Type", contentType).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) {
        return Speak.send(HttpRequest.newBuilder(root.resolve(path)).header("X-API-Key", Speak.KEY).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void assertClean(HttpResponse<String> answer) {
        assertThat(answer.body()).doesNotContain("Exception", "io.voiceforge", "java.", "jackson", "\tat ");
        assertThat(answer.headers().map()).doesNotContainKey("x-evil");
    }
}
