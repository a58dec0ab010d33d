package io.voiceforge.flow;

import static io.voiceforge.flow.ScriptedModel.script;
import static io.voiceforge.flow.ScriptedModel.texts;
import static io.voiceforge.testing.Completions.completion;
import static io.voiceforge.testing.Completions.spaceAnswer;
import static io.voiceforge.testing.FakeProvider.hang;
import static io.voiceforge.testing.FakeProvider.status;
import static io.voiceforge.testing.Speak.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.WithFakeProviders;

/** {@code POST /api/agent-flows/generate}: what providers write, and what becomes of it. */
@QuarkusTest
class FlowGenerationTest extends WithFakeProviders {

    private static final String GENERATE = "/api/agent-flows/generate";
    private static final String GOOD = """
            {"name":"Front desk","description":"Greets and ends","nodes":[
            {"id":"greet","type":"subagent","position":{"x":5,"y":7},"data":{"systemPrompt":"Greet.","tools":null},"extra":1},
            {"id":"bye","type":"end_call","position":{"x":400,"y":7},"data":{"message":"Bye"}}],
            "edges":[{"id":"e1","source":"greet","target":"bye","label":"done"}]}""";
    private static final String NO_END = GOOD.replace("end_call", "subagent");

    private String key;

    @BeforeEach
    void reset() {
        space.will(status(405));
        router.will(status(500));
        key = new Admin(root).create("generation").getString("key");
    }

    static Stream<String> writings() {
        return Stream.of(GOOD, "```json\n" + GOOD + "\n```", "Here is your flow:\n" + GOOD + "\nTell me {more} if you like.");
    }

    @ParameterizedTest
    @MethodSource("writings")
    void aFlowIsReadHoweverItIsWritten(String writing) {
        openAi.will(script(writing));

        HttpResponse<String> answer = generate("A front desk that greets");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(new JsonObject(answer.body())).isEqualTo(new JsonObject("""
                {"name":"Front desk","description":"Greets and ends","nodes":[
                {"id":"greet","type":"subagent","position":{"x":5,"y":7},"data":{"systemPrompt":"Greet."}},
                {"id":"bye","type":"end_call","position":{"x":400,"y":7},"data":{"message":"Bye"}}],
                "edges":[{"id":"e1","source":"greet","target":"bye","label":"done"}]}"""));
        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("openai");
        JsonObject asked = openAi.seen().get(0).body();
        assertThat(asked.getJsonObject("response_format").getString("type")).isEqualTo("json_schema");
        assertThat(asked.getJsonObject("response_format").getJsonObject("json_schema").getJsonObject("schema")
                .getJsonObject("properties").fieldNames()).containsExactly("name", "description", "nodes", "edges");
        assertThat(texts(openAi.seen().get(0))).last().isEqualTo("user: A front desk that greets");
        assertThat(flows()).isEmpty();
    }

    @Test
    void itIsSavedOnDemand() {
        openAi.will(script(GOOD));

        HttpResponse<String> answer = post(GENERATE + "?save=true", new JsonObject().put("description", "x").encode());

        assertThat(answer.statusCode()).isEqualTo(201);
        JsonObject flow = new JsonObject(answer.body());
        assertThat(header(answer, "Location")).isEqualTo("/api/agent-flows/" + flow.getString("id"));
        assertThat(header(answer, "ETag")).isEqualTo("\"1\"");
        assertThat(new JsonObject(get(header(answer, "Location")).body())).isEqualTo(flow);
        assertThat(flow.getJsonArray("nodes")).hasSize(2);
    }

    @Test
    void positionsAreLaidOutWhenOneIsMissingOrTwoOverlap() {
        for (String writing : new String[] { GOOD.replace(",\"position\":{\"x\":5,\"y\":7}", ""),
                GOOD.replace("\"x\":400", "\"x\":100"), GOOD.replace("\"x\":400", "\"x\":\"left\""),
                GOOD.replace("\"x\":400", "\"x\":1e999999999") }) {
            openAi.will(script(writing));
            JsonArray nodes = new JsonObject(generate("x").body()).getJsonArray("nodes");
            assertThat(nodes.getJsonObject(0).getJsonObject("position").encode()).isEqualTo("{\"x\":0,\"y\":0}");
            assertThat(nodes.getJsonObject(1).getJsonObject("position").encode()).isEqualTo("{\"x\":280,\"y\":0}");
        }
    }

    @Test
    void problemsAreRepairedOnce() {
        openAi.will(script(NO_END, GOOD));

        HttpResponse<String> answer = generate("x");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(openAi.seen()).hasSize(2);
        assertThat(texts(openAi.seen().get(1))).hasSize(4).anyMatch(text -> text.startsWith("assistant: ") && text.contains(
                "Front desk")).last().asString().contains("no_way_to_end, node greet", "missing_data, node bye: systemPrompt");
        // both are paid for
        await().untilAsserted(() -> {
            JsonObject usage = new JsonObject(get("/api/usage").body());
            assertThat(usage.getInteger("tokens")).isEqualTo(30);
            assertThat(usage.getInteger("flowRequests")).isEqualTo(1);
        });
    }

    @Test
    void whatIsNeverValidIsSaidWithItsProblems() {
        openAi.will(script("I cannot do that.", NO_END, GOOD));

        HttpResponse<String> answer = generate("x");

        assertThat(answer.statusCode()).isEqualTo(502);
        JsonObject error = new JsonObject(answer.body());
        assertThat(error.getString("code")).isEqualTo("invalid_flow_from_provider");
        assertThat(error.getJsonArray("problems")).contains(new JsonObject().put("code", "missing_data")
                .put("message", "systemPrompt is required in a node of type subagent").put("nodeId", "bye"));
        assertThat(header(answer, "Retry-After")).isEqualTo("5");
        assertThat(openAi.seen()).hasSize(2);
        assertThat(texts(openAi.seen().get(1))).last().asString().contains("invalid_form", "no JSON object");
        await().untilAsserted(() -> assertThat(new JsonObject(get("/api/usage").body()).getInteger("tokens")).isEqualTo(30));
    }

    static Stream<String> hostile() {
        String nodes = IntStream.range(0, 10_000).mapToObj(i -> "{\"id\":\"n" + i
                + "\",\"type\":\"subagent\",\"position\":{\"x\":0,\"y\":0},\"data\":{\"systemPrompt\":\"x\"}}")
                .collect(Collectors.joining(","));
        String edges = IntStream.range(0, 5000).mapToObj(i -> "{\"source\":\"n0\",\"target\":\"n" + i % 900 + "\"}")
                .collect(Collectors.joining(","));
        return Stream.of("{\"name\":\"x\",\"nodes\":[" + nodes + "],\"edges\":[" + edges + "]}",
                "{\"name\":\"x\",\"nodes\":[],\"edges\":[" + edges + "]}",
                "x".repeat(3_000_000),
                "{\"name\":".repeat(100_000),
                "{\"name\":\"x\",\"nodes\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}",
                "{\"name\":\"x\",\"nodes\":[{\"id\":\"a\",\"type\":\"subagent\",\"data\":{\"systemPrompt\":"
                        + "[".repeat(50) + "]".repeat(50) + "}}]}",
                "{\"name\":[],\"description\":{},\"nodes\":{\"id\":1},\"edges\":7}",
                "{\"name\":\"x\",\"nodes\":[7,null,{\"id\":{},\"type\":[],\"position\":7,\"data\":\"x\"}],\"edges\":[{},null]}",
                GOOD.replace("greet", "\\ud800"),
                GOOD.replace("Greet.", "x".repeat(20_000)),
                "");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    @Timeout(60)
    void whatIsNoFlowIsRefusedInTime(String writing) {
        openAi.will(completion(writing));

        HttpResponse<String> answer = generate("x");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("invalid_flow_from_provider");
        assertThat(new JsonObject(answer.body()).getJsonArray("problems").size()).isBetween(1, 50);
        assertThat(openAi.seen().get(1).bytes().length()).isLessThan(300_000);
    }

    @Test
    void aProviderThatDoesNotKnowTheFormatIsAskedInWords() {
        openAi.will(script(status(400), GOOD));

        assertThat(generate("x").statusCode()).isEqualTo(200);
        assertThat(openAi.seen().get(1).body().containsKey("response_format")).isFalse();
    }

    @Test
    void aSpaceMayWriteItAndWhoKnowsFormatsRepairs() {
        space.will(spaceAnswer(NO_END));
        openAi.will(script(GOOD));

        HttpResponse<String> answer = generate("x");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(space.seen()).hasSize(1);
        assertThat(space.seen().get(0).body().getString("system_prompt")).contains("phone_transfer");
        assertThat(openAi.seen()).hasSize(1);
    }

    @Test
    void aSpaceAloneRepairsToo() {
        space.will(script(spaceAnswer("Hm."), spaceAnswer(GOOD)));

        HttpResponse<String> answer = post(GENERATE, "{\"description\":\"x\",\"model\":\"space/\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("space");
        assertThat(openAi.seen()).isEmpty();
    }

    @Test
    void aRefusedOperatorFallsOver() {
        openAi.will(status(401));
        router.will(completion(GOOD));

        HttpResponse<String> answer = generate("x");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("huggingface");

        router.will(status(401));
        assertError(generate("x"), 502, "provider_failed");
    }

    @Test
    void aSlowProviderIsGivenUp() {
        openAi.will(hang());
        router.will(hang());

        assertError(generate("x"), 504, "provider_timeout");
    }

    @Test
    void aModelCanBePinned() {
        openAi.will(script(GOOD));

        assertThat(post(GENERATE, "{\"description\":\"x\",\"model\":\"openai/gpt-x\"}").statusCode()).isEqualTo(200);
        assertThat(openAi.seen().get(0).body().getString("model")).isEqualTo("gpt-x");
        assertThat(space.seen()).isEmpty();
    }

    @Test
    void tokensAreTakenOfTheQuota() {
        key = new Admin(root).create(new JsonObject().put("name", "q").put("quota", new JsonObject().put("tokens", 20)))
                .getString("key");

        HttpResponse<String> answer = generate("x");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(openAi.seen()).isEmpty();
    }

    @Test
    void whatTheFirstQuestionHasNotUsedIsThereForTheSecond() {
        key = keyWithTokens(1);
        java.util.regex.Matcher needed = java.util.regex.Pattern.compile("needs (\\d+)").matcher(generate("x").body());
        assertThat(needed.find()).isTrue();
        // both reservations at once would be too much
        key = keyWithTokens(2 * Integer.parseInt(needed.group(1)) - 1);
        openAi.will(script(NO_END, GOOD));

        assertThat(generate("x").statusCode()).isEqualTo(200);
        assertThat(openAi.seen()).hasSize(2);
    }

    private String keyWithTokens(int tokens) {
        return new Admin(root).create(new JsonObject().put("name", "q").put("quota", new JsonObject().put("tokens", tokens)))
                .getString("key");
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "description|{}",
            "description|{\"description\":\"  \"}",
            "description|{\"description\":7}",
            "description|{\"description\":\"\\ud800\"}",
            "model|{\"description\":\"x\",\"model\":[]}",
            "name|{\"description\":\"x\",\"name\":\"y\"}" })
    void mistakes(String mistake) {
        String[] parts = mistake.split("\\|", 2);
        HttpResponse<String> answer = post(GENERATE, parts[1]);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getJsonArray("details").getJsonObject(0).getString("path"))
                .isEqualTo(parts[0]);
        assertThat(openAi.seen()).isEmpty();
    }

    @Test
    void descriptionsHaveABound() {
        openAi.will(completion(GOOD));
        assertThat(generate("\ud83d\ude00".repeat(4000)).statusCode()).isEqualTo(200);
        assertThat(generate("\ud83d\ude00".repeat(4001)).statusCode()).isEqualTo(400);
        assertThat(post(GENERATE + "?save=maybe", "{\"description\":\"x\"}").statusCode()).isEqualTo(400);
    }

    private static void assertError(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo(code);
        assertThat(header(answer, "Retry-After")).matches("[1-9]\\d*");
    }

    private JsonArray flows() {
        return new JsonArray(get("/api/agent-flows").body());
    }

    private HttpResponse<String> generate(String description) {
        return post(GENERATE, new JsonObject().put("description", description).encode());
    }

    private HttpResponse<String> post(String path, String body) {
        return Speak.send(HttpRequest.newBuilder(root.resolve(path)).header("X-API-Key", key)
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) {
        return Speak.send(HttpRequest.newBuilder(root.resolve(path)).header("X-API-Key", key).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
