package io.voiceforge.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.Wire;

/** First lines and headers as nobody should write them: served, or refused in the form of the dialect, and never an error in the log. */
@QuarkusTest
class RequestLinesTest {

    private static final Logger ROOT = Logger.getLogger("");

    @TestHTTPResource("/")
    URI root;

    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final Handler log = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.SEVERE.intValue()) {
                errors.add(line.getLoggerName() + ": " + line.getMessage());
            }
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
        ROOT.addHandler(log);
    }

    @AfterEach
    void nothingIsLoggedAsAnError() {
        ROOT.removeHandler(log);
        assertThat(errors).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{\"a\":1}", "|", "^", "`", "\"", "<>", "\\", "[]", "\u00e9", "\u00c3\u00a9", "%ff", "%00",
            "\u0000",
            "%7B%7D", "a+b", "?", "a=b&&=", "{id}" })
    void queriesAreServedAsTheyAre(String query) {
        Wire.Answer answer = get("/api/voice-library?other=" + query);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("en-us-sarah-f");
        assertThat(answer.header("X-Request-Id")).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "|", "^", "`", "\"", "<>", "\\", "[]", "\u00e9", "%ff", "%00", "\u0000", "%2F" })
    void pathsAreServedAsTheyAre(String name) {
        assertThat(detail(404, get("/v1/voices/" + name))).isEqualTo("voice_not_found");
        assertThat(code(404, get("/api/voice-library/" + name))).isEqualTo("not_found");
        assertThat(openAiCode(404, get("/v1/models/" + name))).isEqualTo("not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = { "%", "%z", "%zz", "%2", "a%g1" })
    void percentSignsThatMeanNothingAreRefused(String text) {
        assertThat(detail(400, get("/v1/voices/" + text))).isEqualTo("invalid_request");
        assertThat(code(400, get("/api/voice-library/" + text))).isEqualTo("invalid_request");
        assertThat(openAiCode(400, get("/v1/models/" + text))).isEqualTo("invalid_request");
        assertThat(code(400, get("/api/voice-library?q=" + text))).isEqualTo("invalid_request");
    }

    @Test
    void failedAuthenticationIsAnsweredOnce() {
        String line = "GET /api/key HTTP/1.1\r\nHost: test\r\n";
        assertThat(code(401, Wire.exchange(root, line + "\r\n"))).isEqualTo("missing_api_key");
        assertThat(code(401, Wire.exchange(root, line + "X-API-Key: nonsense\r\n\r\n"))).isEqualTo("invalid_api_key");
    }

    @Test
    void longUrls() {
        assertThat(get("/api/voice-library?other=" + "a".repeat(8_000)).status()).isEqualTo(200);
        assertThat(code(414, get("/api/voice-library?q=" + "a".repeat(8_200)))).isEqualTo("url_too_long");
        assertThat(openAiCode(414, get("/v1/models/" + "a".repeat(60_000)))).isEqualTo("url_too_long");
        assertThat(get("/v1/voices/" + "a".repeat(100_000)).status()).isEqualTo(414);
    }

    @Test
    void largeHeaders() {
        assertThat(Wire.exchange(root, request("GET /api/live HTTP/1.1", "X-Large: " + "a".repeat(20_000))).status())
                .isEqualTo(200);
        assertThat(code(431, Wire.exchange(root, request("GET /api/live HTTP/1.1", "X-Large: " + "a".repeat(20_500)))))
                .isEqualTo("headers_too_large");
        assertThat(detail(431, Wire.exchange(root, request("GET /v1/voices HTTP/1.1", "X: " + "a".repeat(60_000)))))
                .isEqualTo("headers_too_large");
        assertThat(Wire.exchange(root, request("GET /api/live HTTP/1.1", "X: " + "a".repeat(100_000))).status())
                .isEqualTo(431);
    }

    @ParameterizedTest
    @CsvSource({ "FROBNICATE", "get", "TRACE", "PROPFIND" })
    void methodsThatNobodyKnows(String method) {
        Wire.Answer answer = Wire.exchange(root, request(method + " /api/live HTTP/1.1"));

        assertThat(code(405, answer)).isEqualTo("method_not_allowed");
        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void otherFormsOfTheTarget() {
        assertThat(get("http://test/api/live").status()).isEqualTo(200);
        assertThat(get("http://test").status()).isEqualTo(200);
        assertThat(openAiCode(404, get("http://test/v1/nothing"))).isEqualTo("not_found");
        assertThat(code(404, Wire.exchange(root, request("OPTIONS * HTTP/1.1")))).isEqualTo("not_found");
        assertThat(code(404, Wire.exchange(root, request("CONNECT test:80 HTTP/1.1")))).isEqualTo("not_found");
    }

    @Test
    void withoutAHost() {
        assertThat(code(400, Wire.exchange(root, "GET /api/live HTTP/1.1\r\n\r\n"))).isEqualTo("invalid_request");
        assertThat(openAiCode(400, Wire.exchange(root, "GET /v1/models HTTP/1.1\r\n\r\n"))).isEqualTo("invalid_request");
        assertThat(Wire.exchange(root, "GET /api/live HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
    }

    @Test
    void otherVersionsOfHttp() {
        assertThat(Wire.exchange(root, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0").status()).isEqualTo(501);
        assertThat(Wire.exchange(root, request("GET /api/live HTTP/3.0")).status()).isEqualTo(501);
        assertThat(Wire.exchange(root, request("GET /api/live HTTP/9.9")).status()).isEqualTo(501);
    }

    @ParameterizedTest
    @ValueSource(strings = { "GET /api/live?q=a b HTTP/1.1\r\nHost: test\r\n\r\n", "junk\r\n\r\n",
            "GET /api/live HTTP/1.1\r\nHost: test\r\nX A: b\r\n\r\n",
            "POST /api/tts HTTP/1.1\r\nHost: test\r\nContent-Length: abc\r\n\r\n" })
    void whatIsNotHttp(String text) {
        assertThat(Wire.exchange(root, text).status()).isEqualTo(400);
    }

    @Test
    void expectationsThatNobodyKnowsAreIgnored() {
        Wire.Answer answer = Wire.exchange(root, request("POST /api/tts HTTP/1.1", "Expect: magic",
                "Content-Type: application/json", "Content-Length: 2") + "{}");

        assertThat(code(400, answer)).isEqualTo("invalid_request");
    }

    @Test
    void pathsThatNoRouteServesAreOneSeriesOfTheMeters() {
        for (int i = 0; i < 5; i++) {
            get("/v1/voices/%z-invented" + i);
            get("/" + "invented".repeat(1100) + i);
            get("/v1/nothing/invented" + i);
            Wire.exchange(root, "GET /invented" + i + " HTTP/1.1\r\n\r\n");
            Wire.exchange(root, request("DELETE /v1/models/invented" + i + " HTTP/1.1"));
        }

        assertThat(get("/q/metrics").body()).contains("uri=\"/UNKNOWN\"").doesNotContain("invented");
    }

    private Wire.Answer get(String target) {
        return Wire.exchange(root, request("GET " + target + " HTTP/1.1"));
    }

    private static String request(String line, String... headers) {
        return line + "\r\nHost: test\r\nX-API-Key: " + Speak.KEY + "\r\n"
                + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n") + "\r\n";
    }

    private static String code(int status, Wire.Answer answer) {
        JsonObject body = json(status, answer);
        assertThat(body.getString("requestId")).isEqualTo(answer.header("X-Request-Id"));
        return body.getString("code");
    }

    private static String openAiCode(int status, Wire.Answer answer) {
        return json(status, answer).getJsonObject("error").getString("code");
    }

    private static String detail(int status, Wire.Answer answer) {
        return json(status, answer).getJsonObject("detail").getString("status");
    }

    private static JsonObject json(int status, Wire.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.header("X-Request-Id")).isNotBlank();
        return new JsonObject(answer.body());
    }
}
