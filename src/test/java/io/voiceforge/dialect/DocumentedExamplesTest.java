package io.voiceforge.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.ApiDescription;
import io.voiceforge.testing.ApiDescription.Operation;
import io.voiceforge.testing.Completions;
import io.voiceforge.testing.FakeProvider;
import io.voiceforge.testing.OwnApplication;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.Upload;
import io.voiceforge.testing.WithFakeProviders;

/** Whoever sends the examples of the document at {@code /q/openapi} gets what it says. */
@QuarkusTest
@TestProfile(OwnApplication.class)
class DocumentedExamplesTest extends WithFakeProviders {

    private static final String TRANSCRIPT = """
            {"text":"Hello.","language":"en","duration":1.5,"segments":[{"text":"Hello.","start":0.1,"end":1.4}]}""";
    private static final String FLOW_WITH_TOOL = """
            {"name":"Tools","nodes":[
            {"id":"ask","type":"subagent","position":{"x":0,"y":0},"data":{"systemPrompt":"Ask.","tools":["clock"]}},
            {"id":"bye","type":"end_call","position":{"x":0,"y":0},"data":{}}],
            "edges":[{"id":"done","source":"ask","target":"bye"}]}""";

    private ApiDescription api;
    private Admin admin;
    private String key;

    @BeforeEach
    void prepare() {
        api = ApiDescription.of(root);
        admin = new Admin(root);
        key = admin.create("reader of the document").getString("key");
        space.will(FakeProvider.status(500));
    }

    @Test
    void areAcceptedAndAnsweredAsDocumented() {
        for (Operation operation : api.operations()) {
            JsonObject changes = prepared(operation);
            HttpResponse<byte[]> answer = send(operation, changes);
            String body = new String(answer.body(), StandardCharsets.UTF_8);

            assertThat(answer.statusCode()).as(operation + ": " + body)
                    // providers here have no models
                    .isIn(operation.id().equals("retrieveModel") ? List.of(404) : List.of(200, 201));
            assertThat(api.problem(operation, answer, body)).as(operation.toString()).isEmpty();
        }
    }

    /** Lets providers answer what the operation needs; the result replaces members of the example, and parameters by "{name}". */
    private JsonObject prepared(Operation operation) {
        openAi.will(switch (operation.id()) {
            case "generateFlow" -> Completions.completion(example("createFlow").encode());
            case "startFlowSession", "sendFlowMessage" -> Completions.completion(turn(null));
            case "transcribeAudio", "createTranscription", "createTranslation", "speechToText" -> FakeProvider.json(TRANSCRIPT);
            case "converse", "createChatCompletion" -> Completions.completion("Good morning!");
            // the engine on the machine speaks
            default -> FakeProvider.status(500);
        });
        JsonObject changes = new JsonObject();
        if (operation.path().startsWith("/api/keys/{id}")) {
            changes.put("{id}", admin.create("example").getString("id"));
        } else if (operation.path().startsWith("/api/customers/{id}")) {
            String customer = "{\"name\":\"" + operation.id() + "\"}";
            changes.put("{id}", admin.call("POST", "/api/customers", customer).json().getString("id"));
        } else if (operation.path().startsWith("/api/admin-tokens/{id}")) {
            changes.put("{id}", admin.call("POST", "/api/admin-tokens",
                    new JsonObject().put("name", "for " + operation.id()).put("role", "viewer").encode()).json()
                    .getString("id"));
        } else if (operation.path().startsWith("/api/agent-flows/{id}")) {
            boolean withTool = operation.id().equals("sendFlowToolResult");
            String flow = post("/api/agent-flows", withTool ? FLOW_WITH_TOOL : example("createFlow").encode()).getString("id");
            changes.put("{id}", flow);
            if (operation.path().contains("{sid}")) {
                changes.mergeIn(session(flow, withTool));
            }
        } else if (operation.path().startsWith("/api/vllm/sessions/")) {
            changes.put("{id}", post("/api/vllm/chat", example("converse").encode()).getString("session_id"));
        }
        return changes;
    }

    private JsonObject session(String flow, boolean withTool) {
        openAi.will(Completions.completion(turn(withTool ? "clock" : null)));
        JsonObject started = post("/api/agent-flows/" + flow + "/sessions", "{}");
        openAi.will(Completions.completion(turn(null)));
        JsonObject changes = new JsonObject().put("{sid}", started.getString("session_id"));
        return withTool ? changes.put("id", started.getJsonArray("events").stream().map(JsonObject.class::cast)
                .filter(event -> event.getString("type").equals("tool_call")).findFirst().orElseThrow().getString("id"))
                : changes;
    }

    private static String turn(String tool) {
        JsonObject turn = new JsonObject().put("reply", tool == null ? "Hello." : "").putNull("next");
        return (tool == null ? turn.putNull("tool")
                : turn.put("tool", new JsonObject().put("name", tool).put("arguments", "{}"))).encode();
    }

    private JsonObject post(String path, String body) {
        HttpResponse<String> answer = Speak.send(HttpRequest.newBuilder(root.resolve(path)).header("X-API-Key", key)
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        return new JsonObject(answer.body());
    }

    private JsonObject example(String operation) {
        return example(api.operations().stream().filter(one -> one.id().equals(operation)).findFirst().orElseThrow());
    }

    private JsonObject example(Operation operation) {
        JsonObject schema = api.requestSchema(operation);
        JsonObject example = schema.getJsonArray("examples").getJsonObject(0);
        assertThat(api.problem(schema, example)).as(operation.toString()).isEmpty();
        return example.copy();
    }

    private HttpResponse<byte[]> send(Operation operation, JsonObject changes) {
        String path = operation.path();
        for (JsonObject parameter : operation.parameters()) {
            if ("path".equals(parameter.getString("in"))) {
                String name = "{" + parameter.getString("name") + "}";
                path = path.replace(name, changes.getString(name, parameter.getString("example")));
            }
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path)).header("X-Request-Id", operation.id());
        if (operation.needsKey()) {
            request.header("X-API-Key", key);
        } else {
            request.header("X-Admin-Token", Admin.TOKEN);
        }
        String type = api.requestType(operation);
        if (type == null) {
            request.method(operation.method(), HttpRequest.BodyPublishers.noBody());
        } else if (type.equals("multipart/form-data")) {
            request.header("Content-Type", Upload.contentType())
                    .POST(HttpRequest.BodyPublishers.ofByteArray(form(operation).closed()));
        } else {
            JsonObject body = example(operation);
            changes.stream().filter(change -> !change.getKey().startsWith("{"))
                    .forEach(change -> body.put(change.getKey(), change.getValue()));
            request.header("Content-Type", type).method(operation.method(), HttpRequest.BodyPublishers.ofString(body.encode()));
        }
        return Speak.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private Upload form(Operation operation) {
        Upload form = new Upload();
        for (Map.Entry<String, Object> field : api.requestSchema(operation).getJsonObject("properties")) {
            JsonObject schema = (JsonObject) field.getValue();
            if ("binary".equals(schema.getString("format"))) {
                form.file(field.getKey(), "example.wav", Sound.wav(16_000, 1.5));
            } else if (schema.containsKey("examples")) {
                form.field(field.getKey(), schema.getJsonArray("examples").getValue(0).toString());
            }
        }
        return form;
    }
}
