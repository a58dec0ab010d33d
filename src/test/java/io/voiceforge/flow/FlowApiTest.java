package io.voiceforge.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.http.TestHTTPResource;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.Speak;

/** The API of flows, the same on each store. */
public abstract class FlowApiTest {

    private static final String FLOWS = "/api/agent-flows";
    private static final String NODES = """
            {"nodes":[{"id":"greet","type":"subagent","position":{"x":10,"y":-2.5},"data":{"systemPrompt":"Greet."}},
            {"id":"bye","type":"end_call","position":{"x":0,"y":1e2},"data":{}}]}""";
    private static final String EDGES = """
            {"edges":[{"id":"e1","source":"greet","target":"bye","label":"done","type":"smooth"}]}""";

    @TestHTTPResource("/")
    protected URI root;

    /** Of this test alone; null until it is needed. */
    private String key;

    @Test
    public void aNewFlowIsShownAsItWasGiven() {
        HttpResponse<String> answer = call("POST", FLOWS,
                """
                        {"name":"Zoë’s キー 🔑","description":"Two\\nlines","configuration":{"b":1.5,"a":[null,{"c":"\\u0000"}]},
                        "nodes":[{"id":"greet","type":"subagent","position":{"x":10,"y":-2.5},"data":{"systemPrompt":"Greet.","own":[1]}}],
                        "edges":[{"id":"e","sourceNodeId":"greet","targetNodeId":"nowhere"}]}""");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonObject made = new JsonObject(answer.body());
        assertThat(Speak.header(answer, "Location")).isEqualTo(path(made));
        assertThat(Speak.header(answer, "ETag")).isEqualTo("\"1\"");
        assertThat(made.fieldNames()).containsExactly("id", "name", "description", "configuration", "nodes", "edges", "version",
                "createdAt", "updatedAt");
        assertThat(UUID.fromString(made.getString("id"))).isNotNull();
        assertThat(made.getString("name")).isEqualTo("Zoë’s キー 🔑");
        assertThat(made.getString("description")).isEqualTo("Two\nlines");
        assertThat(answer.body()).contains("\"configuration\":{\"b\":1.5,\"a\":[null,{\"c\":\"\\u0000\"}]}",
                "\"nodes\":[{\"id\":\"greet\",\"type\":\"subagent\",\"position\":{\"x\":10,\"y\":-2.5},"
                        + "\"data\":{\"systemPrompt\":\"Greet.\",\"own\":[1]}}]",
                "\"edges\":[{\"id\":\"e\",\"source\":\"greet\",\"target\":\"nowhere\",\"sourceNodeId\":\"greet\","
                        + "\"targetNodeId\":\"nowhere\"}]");
        assertThat(made.getString("createdAt")).endsWith("Z").isEqualTo(made.getString("updatedAt"));
        HttpResponse<String> again = call("GET", path(made), null);
        assertThat(again.body()).isEqualTo(answer.body());
        assertThat(Speak.header(again, "ETag")).isEqualTo("\"1\"");
    }

    @Test
    public void aNameIsEnough() {
        JsonObject made = create("{\"name\":\"x\"}");

        assertThat(made.getValue("description")).isNull();
        assertThat(made.getJsonObject("configuration")).isEqualTo(new JsonObject());
        assertThat(made.getJsonArray("nodes")).isEmpty();
        assertThat(made.getJsonArray("edges")).isEmpty();
    }

    @Test
    public void listsFlowsNewestFirstAndInPages() {
        List<String> ids = IntStream.range(0, 5).mapToObj(i -> create("{\"name\":\"flow " + i + "\"}").getString("id"))
                .toList();

        HttpResponse<String> whole = call("GET", FLOWS, null);
        HttpResponse<String> first = call("GET", FLOWS + "?limit=3", null);
        String link = Speak.header(first, "Link");
        HttpResponse<String> second = call("GET", link.substring(1, link.indexOf('>')), null);

        List<String> newestFirst = new ArrayList<>(ids);
        Collections.reverse(newestFirst);
        assertThat(ids(whole)).isEqualTo(newestFirst);
        assertThat(Speak.header(whole, "Link")).isNull();
        assertThat(new JsonArray(whole.body()).getJsonObject(0).fieldNames()).containsExactly("id", "name", "description",
                "configuration", "version", "createdAt", "updatedAt");
        assertThat(ids(first)).isEqualTo(newestFirst.subList(0, 3));
        assertThat(ids(second)).isEqualTo(newestFirst.subList(3, 5));
        assertThat(link).endsWith("rel=\"next\"");
        for (String query : List.of("?limit=0", "?limit=201", "?limit=x", "?cursor=x")) {
            assertThat(call("GET", FLOWS + query, null).statusCode()).as(query).isEqualTo(400);
        }
    }

    @Test
    public void changesWhatIsNamedAndNothingElse() {
        JsonObject made = create(
                "{\"name\":\"before\",\"description\":\"d\",\"configuration\":{\"a\":1}," + NODES.substring(1));

        HttpResponse<String> named = call("PATCH", path(made), "{\"name\":\"after\"}");
        HttpResponse<String> emptied = call("PATCH", path(made), "{\"description\":null,\"configuration\":null}");

        JsonObject changed = new JsonObject(named.body());
        assertThat(changed.getString("name")).isEqualTo("after");
        assertThat(changed.getString("description")).isEqualTo("d");
        assertThat(changed.getJsonObject("configuration")).isEqualTo(new JsonObject().put("a", 1));
        assertThat(changed.getJsonArray("nodes")).isEqualTo(made.getJsonArray("nodes"));
        assertThat(changed.getInteger("version")).isEqualTo(2);
        assertThat(changed.getString("createdAt")).isEqualTo(made.getString("createdAt"));
        assertThat(changed.getInstant("updatedAt")).isAfter(made.getInstant("updatedAt"));
        assertThat(Speak.header(named, "ETag")).isEqualTo("\"2\"");
        assertThat(new JsonObject(emptied.body()).getValue("description")).isNull();
        assertThat(new JsonObject(emptied.body()).getJsonObject("configuration")).isEqualTo(new JsonObject());
        assertThat(call("GET", path(made), null).body()).isEqualTo(emptied.body());
    }

    @Test
    public void replacesNodesAndEdgesApartFromEachOther() {
        String path = path(create("{\"name\":\"x\"}"));

        HttpResponse<String> nodes = call("POST", path + "/nodes", NODES);
        HttpResponse<String> edges = call("POST", path + "/edges", EDGES);

        assertThat(nodes.statusCode()).isEqualTo(200);
        assertThat(Speak.header(nodes, "ETag")).isEqualTo("\"2\"");
        assertThat(new JsonObject(nodes.body())).isEqualTo(new JsonObject(NODES));
        assertThat(Speak.header(edges, "ETag")).isEqualTo("\"3\"");
        assertThat(new JsonObject(edges.body()).getJsonArray("edges").getJsonObject(0)).isEqualTo(new JsonObject()
                .put("id", "e1").put("source", "greet").put("target", "bye").put("sourceNodeId", "greet")
                .put("targetNodeId", "bye").put("label", "done").put("type", "smooth"));
        for (String part : List.of("/nodes", "/edges")) {
            HttpResponse<String> got = call("GET", path + part, null);
            assertThat(got.body()).isEqualTo((part.equals("/nodes") ? nodes : edges).body());
            assertThat(Speak.header(got, "ETag")).isEqualTo(Speak.header(call("GET", path, null), "ETag"));
            // what was read can be written
            assertThat(call("POST", path + part, got.body()).body()).isEqualTo(got.body());
        }

        // And what is replaced is gone
        assertThat(new JsonObject(call("POST", path + "/nodes", "{\"nodes\":[]}").body()).getJsonArray("nodes")).isEmpty();
        JsonObject flow = new JsonObject(call("GET", path, null).body());
        assertThat(flow.getJsonArray("nodes")).isEmpty();
        assertThat(flow.getJsonArray("edges")).hasSize(1);
        assertThat(flow.getInteger("version")).isEqualTo(6);
    }

    @Test
    public void replacesAFlowAsAWhole() {
        JsonObject made = create(
                "{\"name\":\"before\",\"description\":\"d\",\"configuration\":{\"a\":1}," + NODES.substring(1));
        String whole = "{\"name\":\"after\",\"configuration\":{\"b\":2}," + NODES.substring(1, NODES.length() - 1) + ","
                + EDGES.substring(1);

        HttpResponse<String> answer = call("PUT", path(made), whole, "\"1\"");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(Speak.header(answer, "ETag")).isEqualTo("\"2\"");
        JsonObject after = new JsonObject(answer.body());
        assertThat(after.getString("name")).isEqualTo("after");
        assertThat(after.getValue("description")).isNull();
        assertThat(after.getJsonObject("configuration")).isEqualTo(new JsonObject().put("b", 2));
        assertThat(after.getJsonArray("nodes")).isEqualTo(new JsonObject(NODES).getJsonArray("nodes"));
        assertThat(after.getJsonArray("edges")).hasSize(1);
        assertThat(call("GET", path(made), null).body()).isEqualTo(answer.body());

        // And what is exported is such a document
        assertThat(call("PUT", path(made), call("GET", path(made) + "/export", null).body()).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "{}|name,nodes,edges", "{\"name\":\"x\",\"nodes\":[]}|edges",
            "{\"name\":\"x\",\"edges\":[],\"nodes\":null}|nodes",
            "{\"name\":\"x\",\"nodes\":[],\"edges\":[],\"version\":3}|version",
            "{\"name\":\"x\",\"nodes\":[{}],\"edges\":[]}|nodes.0.type,nodes.0.position" })
    public void badReplacementsOfTheWholeAreRefused(String body, String paths) {
        JsonObject made = create("{\"name\":\"x\"," + NODES.substring(1));

        HttpResponse<String> answer = call("PUT", path(made), body);

        expectError(answer, 400, "invalid_request");
        assertThat(new JsonObject(answer.body()).getJsonArray("details").stream()
                .map(detail -> ((JsonObject) detail).getString("path"))).containsExactlyInAnyOrder(paths.split(","));
        assertThat(new JsonObject(call("GET", path(made), null).body())).isEqualTo(made);
    }

    @Test
    public void draftsHaveTheProblemsThatTheyWouldHaveIfTheyWereStored() {
        for (String draft : List.of("{\"edges\":[]," + NODES.substring(1),
                NODES.substring(0, NODES.length() - 1) + "," + EDGES.substring(1), "{\"nodes\":[],\"edges\":[]}")) {
            String stored = path(create("{\"name\":\"x\"," + draft.substring(1)));

            assertThat(call("POST", FLOWS + "/validate", draft).body())
                    .isEqualTo(call("POST", stored + "/validate", null).body());
        }

        // And a flow as it is read is a draft
        JsonObject read = create("{\"name\":\"x\"," + NODES.substring(1));
        assertThat(call("POST", FLOWS + "/validate", read.encode()).body())
                .isEqualTo(call("POST", path(read) + "/validate", null).body());

        // And what could not be stored is refused
        String node = "{\"type\":\"x\",\"position\":{\"x\":0,\"y\":0},\"data\":{\"a\":\"" + "x".repeat(16_000) + "\"}}";
        expectError(call("POST", FLOWS + "/validate", "{\"edges\":[],\"nodes\":[" + many(node, 17) + "]}"), 400,
                "invalid_request");
        expectError(call("POST", FLOWS + "/validate", "{\"edges\":[],\"nodes\":[5]}"), 400, "invalid_request");
        expectError(call("POST", FLOWS + "/validate", NODES), 400, "invalid_request");
    }

    @Test
    public void aDraftCountsAsARequest() {
        call("GET", FLOWS, null);
        int before = Integer.parseInt(Speak.header(call("GET", FLOWS, null), "X-RateLimit-Remaining"));

        HttpResponse<String> answer = call("POST", FLOWS + "/validate", "{\"nodes\":[],\"edges\":[]}");

        assertThat(Speak.header(answer, "X-RateLimit-Remaining")).isEqualTo(String.valueOf(before - 1));
    }

    @Test
    public void aFlowCanBecomeWhatItWas() {
        // Given
        JsonObject made = create("{\"name\":\"first\",\"description\":\"d\"," + NODES.substring(1));
        call("PATCH", path(made), "{\"name\":\"second\"}");
        String third = call("PUT", path(made), "{\"name\":\"third\",\"nodes\":[],\"edges\":[]}").body();

        // Then
        JsonArray versions = new JsonArray(call("GET", path(made) + "/versions", null).body());
        assertThat(versions.stream().map(version -> ((JsonObject) version).getInteger("version") + " "
                + ((JsonObject) version).getString("name"))).containsExactly("3 third", "2 second", "1 first");
        assertThat(versions.getJsonObject(0).fieldNames()).containsExactly("id", "name", "description", "configuration",
                "version", "createdAt", "updatedAt");
        assertThat(new JsonObject(call("GET", path(made) + "/versions/1", null).body())).isEqualTo(made);
        assertThat(call("GET", path(made) + "/versions/3", null).body()).isEqualTo(third);

        // and restoring takes nothing but its path
        for (String body : List.of("{\"name\":\"fourth\"}", "null", "[]")) {
            expectError(call("POST", path(made) + "/versions/1/restore", body), 400, "invalid_request");
            expectError(call("POST", path(made) + "/validate", body), 400, "invalid_request");
        }
        expectError(call("POST", path(made) + "/versions/1/restore", "{"), 400, "malformed_json");

        // When
        HttpResponse<String> restored = call("POST", path(made) + "/versions/1/restore", "{}", "\"3\"");

        // Then
        assertThat(restored.statusCode()).as(restored.body()).isEqualTo(200);
        assertThat(Speak.header(restored, "ETag")).isEqualTo("\"4\"");
        JsonObject flow = new JsonObject(restored.body());
        assertThat(flow.getJsonArray("nodes")).isEqualTo(made.getJsonArray("nodes"));
        assertThat(flow.copy().put("version", 1).put("updatedAt", made.getString("updatedAt"))).isEqualTo(made);
        assertThat(call("GET", path(made), null).body()).isEqualTo(restored.body());
        assertThat(call("GET", path(made) + "/versions/3", null).body()).isEqualTo(third);

        // And versions that are not there are not found
        for (String none : List.of("0", "5", "-1", "x", "01", "99999999999999999999", "%00")) {
            expectError(call("GET", path(made) + "/versions/" + none, null), 404, "not_found");
            expectError(call("POST", path(made) + "/versions/" + none + "/restore", null), 404, "not_found");
        }
    }

    @Test
    public void whatHasNoIdGetsOne() {
        String path = path(create("{\"name\":\"x\"}"));

        JsonArray nodes = new JsonObject(call("POST", path + "/nodes", """
                {"nodes":[{"type":"end_call","position":{"x":0,"y":0}},{"id":null,"type":"x","position":{"x":0,"y":0}}]}""")
                .body()).getJsonArray("nodes");
        JsonArray edges = new JsonObject(call("POST", path + "/edges", "{\"edges\":[{\"source\":\"a\",\"target\":\"b\"}]}")
                .body()).getJsonArray("edges");

        assertThat(Stream.of(nodes.getJsonObject(0), nodes.getJsonObject(1), edges.getJsonObject(0))
                .map(each -> UUID.fromString(each.getString("id"))).distinct()).hasSize(3);
        assertThat(nodes.getJsonObject(0).getJsonObject("data")).isEqualTo(new JsonObject());
    }

    @Test
    public void deletedFlowsAreGone() {
        JsonObject made = create("{\"name\":\"x\"}");

        assertThat(call("DELETE", path(made), null).body()).isEqualTo("{\"success\":true}");

        expectError(call("GET", path(made), null), 404, "not_found");
        expectError(call("DELETE", path(made), null), 404, "not_found");
        assertThat(ids(call("GET", FLOWS, null))).isEmpty();
    }

    @Test
    public void validatesWhatIsStored() {
        String path = path(create("{\"name\":\"x\"," + NODES.substring(1)));

        JsonObject draft = new JsonObject(call("POST", path + "/validate", null).body());
        call("POST", path + "/edges", EDGES);
        HttpResponse<String> complete = call("POST", path + "/validate", "{}");

        assertThat(draft.getBoolean("valid")).isFalse();
        assertThat(draft.getJsonArray("problems").getJsonObject(0).fieldNames()).containsExactly("code", "message", "nodeId");
        assertThat(draft.getJsonArray("problems").stream()
                .map(problem -> ((JsonObject) problem).getString("code") + "@" + ((JsonObject) problem).getString("nodeId")))
                .containsExactlyInAnyOrder("several_starts@greet", "several_starts@bye", "no_way_to_end@greet");
        assertThat(complete.body()).isEqualTo("{\"valid\":true,\"problems\":[]}");
    }

    @Test
    public void whatIsExportedCanBeImported() {
        JsonObject made = create("{\"name\":\"x\",\"description\":\"d\",\"configuration\":{\"a\":1},"
                + NODES.substring(1, NODES.length() - 1) + "," + EDGES.substring(1));

        HttpResponse<String> exported = call("GET", path(made) + "/export", null);
        HttpResponse<String> imported = call("POST", FLOWS + "/import", exported.body());

        assertThat(Speak.header(exported, "Content-Disposition"))
                .isEqualTo("attachment; filename=\"flow-" + made.getString("id") + ".json\"");
        assertThat(new JsonObject(exported.body()).fieldNames())
                .containsExactly("name", "description", "configuration", "nodes", "edges");
        assertThat(new JsonObject(exported.body()).getJsonArray("edges").getJsonObject(0).fieldNames())
                .containsExactly("id", "source", "target", "label", "type");
        assertThat(imported.statusCode()).isEqualTo(201);
        JsonObject copy = new JsonObject(imported.body());
        assertThat(Speak.header(imported, "Location")).isEqualTo(path(copy));
        assertThat(copy.getString("id")).isNotEqualTo(made.getString("id"));
        assertThat(call("GET", path(copy) + "/export", null).body()).isEqualTo(exported.body());

        // And by another key, for the document holds nothing of the first
        key = newKey();
        assertThat(call("POST", FLOWS + "/import", exported.body()).statusCode()).isEqualTo(201);
    }

    @Test
    public void anotherKeysFlowDoesNotExist() {
        // Given
        JsonObject made = create("{\"name\":\"mine\"}");
        String owner = key;
        String before = call("GET", path(made), null).body();
        key = newKey();
        String unknown = FLOWS + "/" + UUID.randomUUID();

        // Then
        Map<String, String> bodies = Map.ofEntries(Map.entry("GET ", ""), Map.entry("PATCH ", "{\"name\":\"x\"}"),
                Map.entry("PUT ", "{\"name\":\"x\",\"nodes\":[],\"edges\":[]}"), Map.entry("DELETE ", ""),
                Map.entry("GET /nodes", ""), Map.entry("POST /nodes", NODES), Map.entry("GET /edges", ""),
                Map.entry("POST /edges", EDGES), Map.entry("POST /validate", ""), Map.entry("GET /export", ""),
                Map.entry("GET /versions", ""), Map.entry("GET /versions/1", ""), Map.entry("POST /versions/1/restore", ""));
        bodies.forEach((route, body) -> {
            String[] parts = route.split(" ", 2);
            for (String ifMatch : new String[] { null, "*", "\"1\"", "\"9\"" }) {
                HttpResponse<String> others = call(parts[0], path(made) + parts[1], body.isEmpty() ? null : body, ifMatch);
                expectError(others, 404, "not_found");
                HttpResponse<String> nobodys = call(parts[0], unknown + parts[1], body.isEmpty() ? null : body, ifMatch);
                assertThat(others.body()).contains("Flow not found");
                assertThat(withoutId(others)).as("nothing tells it from one that never was").isEqualTo(withoutId(nobodys));
            }
        });
        assertThat(ids(call("GET", FLOWS, null))).isEmpty();

        // And nothing has happened to it
        key = owner;
        assertThat(call("GET", path(made), null).body()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = { "x", "1", "import", "00000000-0000-4000-8000-00000000000", "0-0-0-0-0", "%00", "%22" })
    public void whatIsNoIdIsNotFound(String id) {
        expectError(call("GET", FLOWS + "/" + id, null), 404, "not_found");
        expectError(call("POST", FLOWS + "/" + id + "/validate", null), 404, "not_found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "PATCH||{\"name\":\"y\"}", "DELETE||", "POST|/nodes|{\"nodes\":[]}",
            "POST|/edges|{\"edges\":[]}", "PUT||{\"name\":\"y\",\"nodes\":[],\"edges\":[]}", "POST|/versions/1/restore|" })
    public void aStaleVersionIsRefused(String method, String part, String body) {
        JsonObject made = create("{\"name\":\"x\"}");
        String path = path(made) + (part == null ? "" : part);
        String after = call("PATCH", path(made), "{\"name\":\"since\"}").body();

        for (String stale : List.of("\"1\"", "\"1\", \"3\"", "W/\"2\"", "\"\"", "\"2x\"")) {
            expectError(call(method, path, body, stale), 412, "precondition_failed");
        }
        for (String wrong : List.of("2", "\"2", "", "\"2\" \"3\"", ",", "*, \"2\"")) {
            expectError(call(method, path, body, wrong), 400, "invalid_request");
        }
        assertThat(call("GET", path(made), null).body()).isEqualTo(after);

        assertThat(call(method, path, body, "\"1\", \"2\"").statusCode()).isEqualTo(200);
    }

    @Test
    public void anyVersionWillDoForAStar() {
        JsonObject made = create("{\"name\":\"x\"}");

        assertThat(call("PATCH", path(made), "{\"name\":\"y\"}", "*").statusCode()).isEqualTo(200);
        assertThat(call("DELETE", path(made), null, "*").statusCode()).isEqualTo(200);
    }

    @Test
    public void ofChangesToOneVersionOneWins() {
        JsonObject made = create("{\"name\":\"x\"}");

        List<Integer> statuses = inParallel(12, i -> i % 2 == 0
                ? call("PATCH", path(made), "{\"name\":\"by " + i + "\"}", "\"1\"").statusCode()
                : call("POST", path(made) + "/nodes", NODES, "\"1\"").statusCode());

        assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 412);
        assertThat(new JsonObject(call("GET", path(made), null).body()).getInteger("version")).isEqualTo(2);
    }

    @Test
    public void ofChangesToAnyVersionNoneGetsLost() {
        JsonObject made = create("{\"name\":\"x\"}");

        List<Integer> statuses = inParallel(12, i -> (switch (i % 3) {
            case 0 -> call("PATCH", path(made), "{\"name\":\"y\"}");
            case 1 -> call("POST", path(made) + "/nodes", NODES);
            default -> call("POST", path(made) + "/edges", EDGES);
        }).statusCode());

        assertThat(statuses).containsOnly(200);
        JsonObject after = new JsonObject(call("GET", path(made), null).body());
        assertThat(after.getInteger("version")).isEqualTo(13);
        assertThat(after.getString("name")).isEqualTo("y");
        assertThat(after.getJsonArray("nodes")).hasSize(2);
        assertThat(after.getJsonArray("edges")).hasSize(1);
    }

    /** Bodies with the paths of their problems. */
    static Stream<Arguments> badFlows() {
        return Stream.of(
                bad("{}", "name"), bad("[]", "body"), bad("null", "body"), bad("\"x\"", "body"),
                bad("{\"name\":null}", "name"), bad("{\"name\":5}", "name"), bad("{\"name\":\" \"}", "name"),
                bad("{\"name\":\"" + "x".repeat(201) + "\"}", "name"), bad("{\"name\":\"a\\u0000b\"}", "name"),
                bad("{\"name\":\"\\ud83d\"}", "name"), bad("{\"name\":\"a\",\"nme\":1}", "nme"),
                bad("{\"name\":\"a\",\"id\":\"x\",\"version\":1}", "id", "version"),
                bad("{\"name\":\"a\",\"description\":5}", "description"),
                bad("{\"name\":\"a\",\"description\":\"" + "x".repeat(4001) + "\"}", "description"),
                bad("{\"name\":\"a\",\"description\":\"a\\u0000b\"}", "description"),
                bad("{\"name\":\"a\",\"configuration\":[]}", "configuration"),
                bad("{\"name\":\"a\",\"configuration\":{\"a\":\"\\udc00\"}}", "configuration"),
                bad("{\"name\":\"a\",\"configuration\":{\"a\":\"" + "x".repeat(16_400) + "\"}}", "configuration"),
                bad("{\"name\":\"a\",\"configuration\":" + "{\"a\":".repeat(33) + "1" + "}".repeat(33) + "}", "configuration"),
                bad("{\"name\":\"a\",\"nodes\":{},\"edges\":\"x\"}", "nodes", "edges"),
                bad(nodes("5"), "nodes.0"), bad(nodes("null"), "nodes.0"),
                bad(nodes("{}"), "nodes.0.type", "nodes.0.position"),
                bad(nodes("{\"type\":5,\"position\":[1,2],\"data\":[]}"), "nodes.0.type", "nodes.0.position", "nodes.0.data"),
                bad(nodes("{\"id\":5,\"type\":\"\",\"position\":{\"x\":\"1\"}}"), "nodes.0.id", "nodes.0.type",
                        "nodes.0.position.x", "nodes.0.position.y"),
                bad(nodes("{\"id\":\"\",\"type\":\"x\",\"position\":{\"x\":1,\"y\":1e400,\"z\":0}}"), "nodes.0.id",
                        "nodes.0.position", "nodes.0.position.y"),
                bad(nodes("{\"id\":\"" + "x".repeat(101) + "\",\"type\":\"a\\nb\",\"position\":{\"x\":1,\"y\":2},\"w\":1}"),
                        "nodes.0.id", "nodes.0.type", "nodes.0"),
                bad(nodes("{\"type\":\"x\",\"position\":{\"x\":1,\"y\":2},\"data\":{\"a\":" + "[".repeat(32) + "]".repeat(32)
                        + "}}"), "nodes.0.data"),
                bad(nodes("{\"type\":\"x\",\"position\":{\"x\":1,\"y\":2},\"data\":{\"a\":\"" + "x".repeat(16_400) + "\"}}"),
                        "nodes.0.data"),
                bad(edges("{}"), "edges.0.source", "edges.0.target"),
                bad(edges("{\"source\":1,\"targetNodeId\":null}"), "edges.0.source", "edges.0.target"),
                bad(edges("{\"source\":\"a\",\"sourceNodeId\":\"b\",\"target\":\"c\"}"), "edges.0.source"),
                bad(edges("{\"source\":\"a\",\"target\":\"c\",\"label\":5,\"type\":{},\"data\":{}}"), "edges.0.label",
                        "edges.0.type", "edges.0"),
                bad(edges("{\"source\":\"a\",\"target\":\"c\",\"label\":\"" + "x".repeat(201) + "\"},[]"), "edges.0.label",
                        "edges.1"));
    }

    @ParameterizedTest
    @MethodSource("badFlows")
    public void badFormsAreRefusedWithAllProblems(String body, List<String> paths) {
        for (String route : List.of(FLOWS, FLOWS + "/import")) {
            HttpResponse<String> answer = call("POST", route, body);

            expectError(answer, 400, "invalid_request");
            assertThat(new JsonObject(answer.body()).getJsonArray("details").stream()
                    .map(detail -> ((JsonObject) detail).getString("path"))).containsExactlyInAnyOrderElementsOf(paths);
        }
        assertThat(ids(call("GET", FLOWS, null))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "[]", "{\"name\":\"\"}", "{\"nodes\":[]}", "{\"edges\":[]}", "{\"version\":2}",
            "{\"name\":\"y\",\"id\":\"x\"}", "{\"configuration\":5}", "{\"name\":null}" })
    public void badChangesAreRefused(String body) {
        JsonObject made = create("{\"name\":\"x\"}");

        expectError(call("PATCH", path(made), body), 400, "invalid_request");
        assertThat(new JsonObject(call("GET", path(made), null).body())).isEqualTo(made);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "/nodes|{}", "/nodes|[]", "/nodes|{\"nodes\":null}",
            "/nodes|{\"nodes\":[],\"edges\":[]}",
            "/edges|{}", "/edges|{\"edges\":{}}", "/edges|{\"edges\":[],\"nodes\":[]}" })
    public void badReplacementsAreRefused(String part, String body) {
        JsonObject made = create("{\"name\":\"x\"," + NODES.substring(1));

        expectError(call("POST", path(made) + part, body), 400, "invalid_request");
        assertThat(new JsonObject(call("GET", path(made), null).body())).isEqualTo(made);
    }

    @Test
    @Timeout(20)
    public void hostileSizesAreRefused() {
        String path = path(create("{\"name\":\"x\"}"));
        String node = "{\"type\":\"end_call\",\"position\":{\"x\":0,\"y\":0}}";
        String edge = "{\"source\":\"a\",\"target\":\"b\"}";
        String large = "{\"type\":\"x\",\"position\":{\"x\":0,\"y\":0},\"data\":{\"a\":\"" + "x".repeat(16_000) + "\"}}";

        expectError(call("POST", path + "/nodes", "{\"nodes\":[" + many(node, 10_000) + "]}"), 400, "invalid_request");
        expectError(call("POST", FLOWS, nodes(many(node, 10_000))), 400, "invalid_request");
        expectError(call("POST", FLOWS, edges(many(edge, 5001))), 400, "invalid_request");
        expectError(call("POST", FLOWS, nodes(many("{}", 1000))), 400, "invalid_request");
        expectError(call("POST", FLOWS, nodes(many(large, 17))), 400, "invalid_request");
        expectError(call("POST", FLOWS, nodes("[".repeat(400_000))), 400, "malformed_json");
        expectError(call("POST", FLOWS, "{\"name\":\"x\",\"configuration\":{\"a\":" + "9".repeat(2000) + "}}"), 400,
                "invalid_request");
        expectError(call("POST", FLOWS, "{\"name\":\"x\",\"name\":\"y\"}"), 400, "malformed_json");

        // And as much as there may be is taken, and looked at in no time
        HttpResponse<String> full = call("POST", FLOWS, "{\"name\":\"x\",\"nodes\":[" + many(node, 1000) + "],\"edges\":["
                + many(edge, 2000) + "]}");
        assertThat(full.statusCode()).as(full.body()).isEqualTo(201);
        JsonObject problems = new JsonObject(
                call("POST", path(new JsonObject(full.body())) + "/validate", null).body());
        assertThat(problems.getJsonArray("problems")).hasSize(3000);
    }

    @Test
    public void nodesAndEdgesTogetherAreBounded() {
        String node = "{\"type\":\"x\",\"position\":{\"x\":0,\"y\":0},\"data\":{\"a\":\"" + "x".repeat(16_000) + "\"}}";
        String path = path(create(nodes(many(node, 16))));

        HttpResponse<String> answer = call("POST", path + "/edges",
                "{\"edges\":[" + many("{\"source\":\"a\",\"target\":\"b\"}", 200) + "]}");

        expectError(answer, 400, "invalid_request");
        assertThat(new JsonObject(answer.body()).getJsonArray("details").getJsonObject(0).getString("path")).isEqualTo("edges");
        assertThat(new JsonObject(call("GET", path, null).body()).getInteger("version")).isEqualTo(1);
    }

    @Test
    public void theLargestFlowCanBeExportedAndImported() {
        // every character takes three bytes
        String node = "{\"id\":\"n\",\"type\":\"x\",\"position\":{\"x\":0,\"y\":0},\"data\":{\"a\":\"" + "字".repeat(16_300)
                + "\"}}";
        JsonObject made = create("{\"name\":\"" + "字".repeat(200) + "\",\"description\":\"" + "字".repeat(4000)
                + "\",\"configuration\":{\"a\":\"" + "字".repeat(16_300) + "\"},\"nodes\":[" + many(node, 16) + "]}");

        HttpResponse<String> imported = call("POST", FLOWS + "/import", call("GET", path(made) + "/export", null).body());

        assertThat(imported.statusCode()).isEqualTo(201);
    }

    @Test
    public void aKeyHasNoMoreFlowsThanItMay() {
        for (int i = 0; i < 200; i++) {
            create("{\"name\":\"x\"}");
        }

        expectError(call("POST", FLOWS, "{\"name\":\"x\"}"), 409, "conflict");
        expectError(call("POST", FLOWS + "/import", "{\"name\":\"x\"}"), 409, "conflict");

        key = newKey();
        create("{\"name\":\"x\"}");
    }

    private String newKey() {
        return new Admin(root).create("flows").getString("key");
    }

    private JsonObject create(String body) {
        HttpResponse<String> answer = call("POST", FLOWS, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return new JsonObject(answer.body());
    }

    private HttpResponse<String> call(String method, String path, String body) {
        return call(method, path, body, null);
    }

    private HttpResponse<String> call(String method, String path, String body, String ifMatch) {
        if (key == null) {
            key = newKey();
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path)).header("X-API-Key", key)
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (ifMatch != null) {
            request.header("If-Match", ifMatch);
        }
        return Speak.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void expectError(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(new JsonObject(answer.body()).getString("code")).as(answer.body()).isEqualTo(code);
    }

    private static JsonObject withoutId(HttpResponse<String> answer) {
        JsonObject body = new JsonObject(answer.body());
        body.remove("requestId");
        return body;
    }

    private static List<String> ids(HttpResponse<String> list) {
        assertThat(list.statusCode()).as(list.body()).isEqualTo(200);
        return new JsonArray(list.body()).stream().map(flow -> ((JsonObject) flow).getString("id")).toList();
    }

    private static String path(JsonObject flow) {
        return FLOWS + "/" + flow.getString("id");
    }

    private static Arguments bad(String body, String... paths) {
        return Arguments.of(body, List.of(paths));
    }

    private static String nodes(String nodes) {
        return "{\"name\":\"x\",\"nodes\":[" + nodes + "]}";
    }

    private static String edges(String edges) {
        return "{\"name\":\"x\",\"edges\":[" + edges + "]}";
    }

    private static String many(String element, int times) {
        return String.join(",", Collections.nCopies(times, element));
    }

    private static <T> List<T> inParallel(int times, IntFunction<T> action) {
        List<CompletableFuture<T>> all = IntStream.range(0, times)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> action.apply(i))).toList();
        return all.stream().map(CompletableFuture::join).toList();
    }
}
