package io.voiceforge.chat;

import static io.voiceforge.testing.Completions.ask;
import static io.voiceforge.testing.Completions.askStreamed;
import static io.voiceforge.testing.Completions.chunk;
import static io.voiceforge.testing.Completions.completion;
import static io.voiceforge.testing.Completions.head;
import static io.voiceforge.testing.Completions.usageChunk;
import static io.voiceforge.testing.FakeProvider.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Completions;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.WithFakeProviders;

/** What providers send that is not as it should be, and is an answer nevertheless. */
@QuarkusTest
class LenientChatTest extends WithFakeProviders {

    private static final String WHOLE = "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"good\"},"
            + "\"finish_reason\":\"stop\"}]}";

    @ParameterizedTest
    @CsvSource({ "gzip,gzip,true", "x-gzip,gzip,true", "deflate,deflate,true", "identity,,true",
            // not what they are called, or nothing that can be read
            "gzip,,false", "br,,false", "zstd,gzip,false" })
    void compressedAnswers(String named, String coding, boolean isReadable) throws IOException {
        for (boolean streamed : new boolean[] { false, true }) {
            guards.closeAll();
            byte[] body = compressed(streamed ? "data: " + chunk("good") + "\n\ndata: [DONE]\n\n" : WHOLE, coding);
            openAi.will(
                    request -> request.response().putHeader("Content-Type", streamed ? "text/event-stream" : "application/json")
                            .putHeader("Content-Encoding", named).end(Buffer.buffer(body)));

            HttpResponse<byte[]> answer = chat(streamed);

            assertThat(answer.statusCode()).as(text(answer)).isEqualTo(isReadable ? 200 : 502);
            assertThat(text(answer).contains("good")).isEqualTo(isReadable);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "7", "\"15\"", "[]", "{}", "{\"total_tokens\":\"15\"}", "{\"total_tokens\":-1}" })
    void usageInAnotherForm(String usage) {
        openAi.will(json(WHOLE.substring(0, WHOLE.length() - 1) + ",\"usage\":" + usage + "}"));
        assertThat(chat(false).statusCode()).isEqualTo(200);

        openAi.will(request -> head(request).end("data: " + new JsonObject(chunk("good")).encode() + "\n\ndata: "
                + "{\"choices\":[],\"usage\":" + usage + "}\n\ndata: [DONE]\n\n"));
        assertThat(text(chat(true))).contains("good").endsWith("data: [DONE]\n\n").doesNotContain("\"error\"");
    }

    @Test
    void usageThatIsMissing() {
        openAi.will(json(WHOLE));

        HttpResponse<byte[]> answer = chat(false);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(text(answer)).contains("good");
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void streamWithoutDoneIsCompleteWhenItHasFinished(boolean withUsage) {
        String last = new JsonObject(chunk("")).encode().replace("\"finish_reason\":null", "\"finish_reason\":\"stop\"");
        openAi.will(
                request -> head(request).end(": processing\n\ndata: " + chunk("good") + "\n\n: still\n\ndata: " + last + "\n\n"
                        + (withUsage ? "data: " + usageChunk(15) + "\n\n" : "")));

        assertThat(text(chat(true))).contains("good").endsWith("data: [DONE]\n\n").doesNotContain("\"error\"");
    }

    @Test
    void streamThatHasNotFinishedHasBrokenOff() {
        openAi.will(request -> head(request).end("data: " + chunk("good") + "\n\n"));

        assertThat(text(chat(true))).contains("good", "provider_failed").doesNotContain("[DONE]");
    }

    /** Servers close connections that are idle without a word, and a request may be on its way just then. */
    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void connectionThatDiesBetweenTwoRequestsCostsNothing(boolean streamed) {
        Set<HttpConnection> used = ConcurrentHashMap.newKeySet();
        AtomicInteger died = new AtomicInteger();
        openAi.will(request -> {
            if (!used.add(request.connection())) {
                died.incrementAndGet();
                request.connection().close();
            } else if (streamed) {
                Completions.stream(chunk("good"), "[DONE]").accept(request);
            } else {
                completion("good").accept(request);
            }
        });

        for (int i = 0; i < 20; i++) {
            HttpResponse<byte[]> answer = chat(streamed);
            assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
            assertThat(text(answer)).contains("good").doesNotContain("\"error\"");
        }

        assertThat(died.get()).isPositive();
        assertThat(breaker("openai", "chat")).isEqualTo("closed");
    }

    @Test
    void connectionThatDiesWithAByteOfTheAnswerIsNotAskedAgain() {
        openAi.will(completion("good"));
        chat(false);
        int before = openAi.seen().size();
        openAi.will(request -> request.response().putHeader("Content-Type", "application/json").setChunked(true).write("{")
                .onComplete(written -> request.connection().close()));

        assertThat(chat(false).statusCode()).isEqualTo(502);
        assertThat(openAi.seen()).hasSize(before + 1);
    }

    private HttpResponse<byte[]> chat(boolean streamed) {
        return Speak.bytes(root.resolve("/v1/chat/completions"),
                (streamed ? askStreamed("x") : ask("x")).put("model", "openai/m"));
    }

    private static byte[] compressed(String text, String coding) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = coding == null ? bytes
                : coding.equals("gzip") ? new GZIPOutputStream(bytes)
                        : new DeflaterOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
