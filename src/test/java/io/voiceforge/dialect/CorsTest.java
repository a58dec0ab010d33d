package io.voiceforge.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.AdminToken;
import io.voiceforge.testing.Upload;
import io.voiceforge.testing.Wire;

/** A page from an allowed origin can read every answer: of any kind of error, and whoever writes it. */
@QuarkusTest
@WithTestResource(CorsTest.Pages.class)
@WithTestResource(AdminToken.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorsTest {

    private static final String ORIGIN = "https://app.example";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String FORM = "Content-Type: " + Upload.contentType() + "\r\n";

    /** Pages may call, and bodies are given up soon. */
    public static final class Pages implements QuarkusTestResourceLifecycleManager {

        @Override
        public Map<String, String> start() {
            return Map.of("quarkus.http.cors.enabled", "true", "quarkus.http.cors.origins", ORIGIN,
                    "voiceforge.bodies.timeout", "200ms", "voiceforge.uploads.timeout", "200ms");
        }

        @Override
        public void stop() {
            // nothing has been started
        }
    }

    @TestHTTPResource("/")
    URI root;

    private String good;
    private String exhausted;
    private String withoutScope;

    @BeforeAll
    void makeKeys() {
        Admin admin = new Admin(root);
        good = admin.create("good").getString("key");
        withoutScope = admin.create(new JsonObject().put("name", "vad only").put("scopes", new JsonArray().add("vad")))
                .getString("key");
        exhausted = admin.create(new JsonObject().put("name", "exhausted").put("rateLimit", 1)).getString("key");
        admin.statusOf(exhausted);
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                error(400, "POST /api/tts", JSON + "Content-Length: 1\r\n", "{"),
                error(400, "POST /v1/audio/speech", JSON + "Transfer-Encoding: chunked\r\n", "1\r\n[\r\n0\r\n\r\n"),
                error(400, "POST /api/stt", FORM + "Content-Length: 4\r\n", "junk"),
                error(400, "GET /api/voice-library?q=%zz", "", ""),
                error(400, "GET /v1/voices/%zz", "", ""),
                error(404, "GET /api/nothing", "", ""),
                error(404, "GET /v1/nothing", "", ""),
                error(404, "GET /v2/nothing", "", ""),
                error(405, "DELETE /api/tts", "", ""),
                error(405, "INVENTED /v1/models/a/b", "", ""),
                error(408, "POST /api/tts", JSON + "Content-Length: 9\r\n", "{"),
                error(408, "POST /api/stt", FORM + "Content-Length: 900\r\n", "--"),
                error(413, "POST /api/tts", JSON + "Content-Length: 100000000\r\n", ""),
                error(413, "POST /api/tts", JSON + "Content-Length: 1100000\r\n", ""),
                error(413, "POST /api/tts", JSON + "Transfer-Encoding: chunked\r\n", "110000\r\n" + " ".repeat(0x110000)),
                error(413, "POST /v1/speech-to-text", FORM + "Content-Length: 100000000\r\n", ""),
                error(414, "GET /api/voice-library?q=" + "a".repeat(10_000), "", ""),
                error(415, "POST /api/tts", "Content-Type: text/plain\r\nContent-Length: 1\r\n", "a"),
                error(415, "POST /api/tts", JSON + "Content-Encoding: br\r\nContent-Length: 1\r\n", "a"),
                error(415, "POST /api/stt", FORM + "Content-Encoding: gzip\r\nContent-Length: 1\r\n", "a"),
                error(422, "POST /v1/text-to-speech/nova", JSON + "Content-Length: 2\r\n", "{}"),
                error(431, "GET /api/voice-library", "X-Large: " + "a".repeat(30_000) + "\r\n", ""),
                error(503, "POST /v1/chat/completions", JSON + "Content-Length: 44\r\n",
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}"));
    }

    private static Arguments error(int status, String line, String headers, String body) {
        return Arguments.of(status, line, headers, body);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("errors")
    void errorsCanBeRead(int status, String line, String headers, String body) {
        assertReadable(status, call(line, "X-API-Key: " + good + "\r\n" + headers, body));
    }

    @Test
    void refusalsOfCallersCanBeRead() {
        assertReadable(401, call("GET /api/key", "", ""));
        assertReadable(401, call("POST /api/tts", JSON + "X-API-Key: nonsense\r\nContent-Length: 2\r\n", "{}"));
        assertReadable(401, call("POST /api/stt", FORM + "X-API-Key: nonsense\r\nContent-Length: 2000000\r\n", "--"));
        assertReadable(403, call("GET /api/keys/x", "X-Admin-Token: wrong\r\n", ""));
        assertReadable(403, call("POST /api/tts", JSON + "X-API-Key: " + withoutScope + "\r\nContent-Length: 2\r\n", "{}"));
        Wire.Answer limited = call("GET /api/key", "X-API-Key: " + exhausted + "\r\n", "");
        assertReadable(429, limited);
        assertThat(limited.header("Access-Control-Expose-Headers")).contains("Retry-After", "X-RateLimit-Reset");
    }

    @Test
    void answersCanBeReadToo() {
        assertReadable(200, call("GET /api/key", "X-API-Key: " + good + "\r\n", ""));
    }

    @Test
    void otherOriginsGetNothing() {
        Wire.Answer answer = Wire.exchange(root,
                "GET /api/voice-library?q={} HTTP/1.1\r\nHost: test\r\nOrigin: http://other.example\r\n\r\n");

        assertThat(answer.status()).isIn(400, 403);
        assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
    }

    private Wire.Answer call(String line, String headers, String body) {
        return Wire.exchange(root, line + " HTTP/1.1\r\nHost: test\r\nOrigin: " + ORIGIN + "\r\n" + headers + "\r\n" + body);
    }

    private static void assertReadable(int status, Wire.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(new JsonObject(answer.body()).isEmpty()).isFalse();
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
        assertThat(answer.header("Access-Control-Expose-Headers")).contains("X-Request-Id", "Retry-After", "Allow");
        assertThat(answer.header("X-Request-Id")).isNotBlank();
    }
}
