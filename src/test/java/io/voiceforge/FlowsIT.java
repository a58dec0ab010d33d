package io.voiceforge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.GatewayProcess;
import io.voiceforge.testing.Postgres;
import io.voiceforge.testing.Speak;

/** Flows with the packaged program: what Java sees by reflection the native binary must be told of. */
class FlowsIT {

    private static final String FLOWS = "/api/agent-flows";
    private static final String FLOW = """
            {"name":"Reception","configuration":{"a":[1.5,null]},
            "nodes":[{"id":"greet","type":"subagent","position":{"x":1,"y":-2.5},"data":{"systemPrompt":"Greet."}},
            {"id":"bye","type":"end_call","position":{"x":0,"y":0},"data":{"own":{}}}],
            "edges":[{"source":"greet","target":"bye","label":"done"}]}""";

    @TempDir
    Path directory;

    @Test
    void flowsOutliveTheProcessInADirectory() {
        outlivesTheProcess(Map.of("VOICEFORGE_DATA_DIR", directory.toString()));
    }

    @Test
    void flowsOutliveTheProcessInADatabaseAndReplicasAgree() throws Exception {
        try (Postgres postgres = new Postgres().open()) {
            Map<String, String> environment = Map.of("DATABASE_URL", postgres.url(), "VOICEFORGE_DEFAULT_API_KEY", Speak.KEY);
            outlivesTheProcess(environment);
            try (GatewayProcess one = start(environment); GatewayProcess two = start(environment)) {
                String path = FLOWS + "/" + new JsonObject(call(one, "POST", FLOWS, FLOW, null).body()).getString("id");

                assertThat(IntStream.range(0, 10)
                        .mapToObj(i -> CompletableFuture.supplyAsync(
                                () -> call(i % 2 == 0 ? one : two, "PATCH", path, "{\"name\":\"" + i + "\"}", "\"1\"")))
                        .toList().stream().map(CompletableFuture::join).map(HttpResponse::statusCode))
                        .containsOnlyOnce(200).containsOnly(200, 412);

                assertThat(call(two, "GET", path, null, null).body()).isEqualTo(call(one, "GET", path, null, null).body());
            }
        }
    }

    private static void outlivesTheProcess(Map<String, String> environment) {
        String path;
        String flow;
        String exported;
        try (GatewayProcess gateway = start(environment)) {
            HttpResponse<String> made = call(gateway, "POST", FLOWS, FLOW, null);
            assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
            flow = made.body();
            path = FLOWS + "/" + new JsonObject(flow).getString("id");
            assertThat(flow).contains("\"configuration\":{\"a\":[1.5,null]}", "\"position\":{\"x\":1,\"y\":-2.5}",
                    "\"targetNodeId\":\"bye\"", "\"data\":{\"own\":{}}");
            assertThat(call(gateway, "POST", path + "/validate", null, null).body())
                    .isEqualTo("{\"valid\":true,\"problems\":[]}");
            assertThat(call(gateway, "POST", FLOWS, "{\"name\":\"x\",\"nodes\":[{}]}", null).statusCode()).isEqualTo(400);
            exported = call(gateway, "GET", path + "/export", null, null).body();
            gateway.terminate();
            gateway.exitStatus();
        }
        try (GatewayProcess gateway = start(environment)) {
            assertThat(call(gateway, "GET", path, null, null).body()).isEqualTo(flow);
            assertThat(call(gateway, "GET", FLOWS, null, null).body()).contains("\"name\":\"Reception\"")
                    .doesNotContain("nodes");
            assertThat(call(gateway, "POST", FLOWS + "/import", exported, null).statusCode()).isEqualTo(201);
            assertThat(call(gateway, "POST", path + "/nodes", "{\"nodes\":[]}", "\"1\"").body()).isEqualTo("{\"nodes\":[]}");
            assertThat(call(gateway, "POST", path + "/validate", null, null).body()).contains("\"code\":\"dangling_edge\"");
            assertThat(call(gateway, "DELETE", path, null, "\"1\"").statusCode()).isEqualTo(412);
            assertThat(call(gateway, "DELETE", path, null, "\"2\"").statusCode()).isEqualTo(200);
            gateway.terminate();
            gateway.exitStatus();
        }
    }

    private static GatewayProcess start(Map<String, String> environment) {
        GatewayProcess gateway = GatewayProcess.start(environment);
        await().until(() -> call(gateway, "GET", "/api/ready", null, null).statusCode() == 200);
        return gateway;
    }

    private static HttpResponse<String> call(GatewayProcess gateway, String method, String path, String body, String ifMatch) {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri(path)).header("X-API-Key", Speak.KEY)
                .header("Content-Type", "application/json")
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (ifMatch != null) {
            request.header("If-Match", ifMatch);
        }
        return Speak.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
