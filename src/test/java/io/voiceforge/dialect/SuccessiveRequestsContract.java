package io.voiceforge.dialect;

import static io.voiceforge.testing.Completions.ask;
import static io.voiceforge.testing.Completions.askStreamed;
import static io.voiceforge.testing.Completions.chunk;
import static io.voiceforge.testing.Completions.completion;
import static io.voiceforge.testing.Completions.stream;
import static io.voiceforge.testing.FakeProvider.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.KeptConnection;
import io.voiceforge.testing.WithPatientProviders;

/** A key that may do one request at once may send the next when the answer before is complete, whatever that was. */
@Tag("slow")
abstract class SuccessiveRequestsContract extends WithPatientProviders {

    /** More of them by {@code -Dtest.successive=10000}. */
    private static final int REQUESTS = Integer.getInteger("test.successive", 500);
    private static final String JSON = "Content-Type: application/json\r\n";

    private record Request(String text, int status) {
    }

    private String key;
    private List<Request> requests;

    @BeforeEach
    void start() {
        openAi.will(this::answer);
        key = key(new JsonObject().put("maxConcurrent", 1));
        JsonObject speech = new JsonObject().put("model", "openai/tts-1").put("input", "good").put("voice", "nova");
        requests = List.of(
                post("/v1/chat/completions", JSON, ask("good").put("model", "openai/m").encode(), 200),
                post("/v1/chat/completions", JSON, askStreamed("good").put("model", "openai/m").encode(), 200),
                post("/v1/audio/speech", JSON, speech.encode(), 200),
                post("/v1/audio/speech", JSON, speech.copy().put("stream_format", "sse").encode(), 200),
                post("/v1/text-to-speech/nova", JSON, "{\"text\":\"good\",\"model_id\":\"openai/tts-1\"}", 200),
                // refused by the provider
                post("/v1/chat/completions", JSON, ask("bad").put("model", "openai/m").encode(), 400),
                // refused by the gateway when it has read the body, before, and before the body is there
                post("/v1/chat/completions", JSON, "{\"messages\":3}", 400),
                post("/api/tts", JSON, "{\"text\"", 400),
                post("/api/stt", JSON, "{}", 415),
                new Request(head("POST", "/v1/chat/completions") + JSON + "Content-Length: 22000000\r\n\r\n", 413),
                // no call at all
                new Request(head("GET", "/api/key") + "\r\n", 200));
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 4 })
    void nextRequestIsNotRefused(int connections) throws IOException {
        List<KeptConnection> open = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            open.add(new KeptConnection(root));
        }
        List<String> refused = new ArrayList<>();
        try {
            for (int i = 0; i < REQUESTS; i++) {
                Request request = requests.get(i % requests.size());
                KeptConnection.Answer answer = open.get(i % connections).send(request.text());
                if (answer.status() != request.status()) {
                    refused.add(i + ": " + answer.status() + " in place of " + request.status() + " " + answer.text());
                }
            }
        } finally {
            for (KeptConnection connection : open) {
                connection.close();
            }
        }
        assertThat(refused).isEmpty();
    }

    private void answer(HttpServerRequest request) {
        JsonObject question = openAi.seen().get(openAi.seen().size() - 1).body();
        if (question.encode().contains("bad")) {
            request.response().setStatusCode(400).putHeader("Content-Type", "application/json").end("{\"error\":\"no\"}");
        } else if (question.containsKey("input")) {
            String format = question.getString("response_format");
            byte[] audio = format.equals("mp3")
                    ? new byte[] { (byte) 0xff, (byte) 0xfb, (byte) 0x90, 0x64, 1, 2, 3, 4, 5, 6, 7, 8 }
                    : new byte[4800];
            bytes(format.equals("mp3") ? "audio/mpeg" : "audio/pcm", audio).accept(request);
        } else if (question.getBoolean("stream", false)) {
            stream(chunk("one"), chunk("two"), "[DONE]").accept(request);
        } else {
            completion("good").accept(request);
        }
    }

    private Request post(String path, String headers, String body, int status) {
        return new Request(head("POST", path) + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body, status);
    }

    private String head(String method, String path) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + key + "\r\n";
    }
}
