package io.voiceforge.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Speak;

/** Nobody writes flows or speaks along them when there is no provider. */
@QuarkusTest
class FlowsWithoutProvidersTest {

    @TestHTTPResource("/")
    URI root;

    @Test
    void noFlowIsGenerated() {
        assertNoProvider(Speak.bytes(root.resolve("/api/agent-flows/generate"), new JsonObject().put("description", "x")));
    }

    @Test
    void noSessionStarts() {
        HttpResponse<byte[]> made = Speak.bytes(root.resolve("/api/agent-flows"), new JsonObject("""
                {"name":"x","nodes":[{"id":"a","type":"subagent","position":{"x":0,"y":0},"data":{"systemPrompt":"s"}},
                {"id":"b","type":"end_call","position":{"x":0,"y":0}}],"edges":[{"source":"a","target":"b"}]}"""));

        assertNoProvider(Speak.bytes(root.resolve(Speak.header(made, "Location") + "/sessions"), new JsonObject()));
    }

    private static void assertNoProvider(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(new JsonObject(new String(answer.body(), StandardCharsets.UTF_8)).getString("code"))
                .isEqualTo("no_provider");
        assertThat(Speak.header(answer, "Retry-After")).matches("[1-9]\\d*");
    }
}
