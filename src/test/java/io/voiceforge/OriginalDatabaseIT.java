package io.voiceforge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.GatewayProcess;
import io.voiceforge.testing.Postgres;
import io.voiceforge.testing.Speak;

/** A database that the original VoiceForge has filled, taken over by the packaged program. */
class OriginalDatabaseIT {

    private static final String FIRST = secret(0xa1);
    private static final String SECOND = secret(0xb2);
    private static final String OFF = secret(0xc3);
    private static final String FIRST_ID = "5b0f7cc1-45d2-4a3b-9d0e-6a3c1c1f0a11";
    private static final String FLOW_ID = "0e6f6f0a-93b4-4a77-8c3e-3f6d5c7f9b22";

    /** As the original makes its tables. */
    private static final String TABLES = """
            create table public.api_keys (id varchar primary key default gen_random_uuid(), name text not null,
                key text not null unique, created_at timestamp not null default now(), usage integer not null default 0,
                active boolean not null default true, rate_limit integer not null default 1000);
            create table public.agent_flows (id varchar primary key, api_key_id varchar not null, name text not null,
                description text, configuration jsonb not null, created_at timestamp not null default now(),
                updated_at timestamp not null default now());
            create table public.flow_nodes (id varchar primary key, flow_id varchar not null, type text not null,
                position jsonb not null, data jsonb not null, created_at timestamp not null default now());
            create table public.flow_edges (id varchar primary key, flow_id varchar not null, source_node_id varchar not null,
                target_node_id varchar not null, label text, type text, created_at timestamp not null default now());
            """;
    private static final String ROWS = """
            insert into public.api_keys (id, name, key, created_at, usage, active, rate_limit) values
                ('FIRST_ID', 'First app', 'FIRST', '2025-03-30 02:30:00.123456', 4711, true, 250),
                ('key-2', 'Second app', 'SECOND', '2025-01-01', 0, true, 1000),
                ('2c6e', 'Old app', 'OFF', '2024-12-31 23:59:59', 12, false, 10);
            insert into public.agent_flows values
                ('FLOW_ID', 'FIRST_ID', 'Reception', 'Takes calls', '{"greeting": "hello", "pitch": 1.50}',
                 '2025-04-01 10:00:00', '2025-04-02 11:00:00'),
                ('flow-2', 'key-2', 'Farewell', null, '{}', '2025-05-01', '2025-05-01');
            insert into public.flow_nodes values
                ('greet', 'FLOW_ID', 'subagent', '{"x": 1.5, "y": -2}', '{"systemPrompt": "Greet.", "label": "Hi"}', now()),
                ('bye', 'FLOW_ID', 'end_call', '{"x": 0, "y": 0}', '{}', now()),
                ('only-1', 'flow-2', 'subagent', '{"x": 0, "y": 0}', '{"systemPrompt": "Say goodbye."}', now()),
                ('only-2', 'flow-2', 'end_call', '{"x": 0, "y": 9}', '{}', now());
            insert into public.flow_edges values
                ('edge-1', 'FLOW_ID', 'greet', 'bye', 'done', null, now()),
                ('edge-2', 'flow-2', 'only-1', 'only-2', null, 'smooth', now());
            """.replace("FIRST_ID", FIRST_ID).replace("FLOW_ID", FLOW_ID)
            .replace("FIRST", FIRST).replace("SECOND", SECOND).replace("OFF", OFF);
    /** What others have in the same schema. */
    private static final String OTHERS = """
            create table public.invoices (id int primary key);
            insert into public.invoices values (1), (2);
            create extension if not exists pg_trgm schema public;
            """;

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final Postgres POSTGRES = new Postgres();

    private final String database = "original" + DATABASES.incrementAndGet();

    @BeforeAll
    static void open() {
        POSTGRES.open();
    }

    @AfterAll
    static void close() {
        POSTGRES.close();
    }

    @BeforeEach
    void create() {
        POSTGRES.create(database);
    }

    @Test
    void itsKeysAndFlowsGoOnWorkingAndNothingOfItIsChanged() {
        execute(TABLES + ROWS + OTHERS);
        String before = publicSchema();
        String imported;
        try (GatewayProcess gateway = start(Map.of("QUARKUS_LOG_LEVEL", "TRACE"))) {
            Admin admin = new Admin(gateway.uri("/"));
            assertThat(admin.statusOf(FIRST)).isEqualTo(200);
            assertThat(admin.statusOf(SECOND)).isEqualTo(200);
            assertThat(admin.statusOf(OFF)).isEqualTo(401);

            JsonObject first = admin.call("GET", "/api/keys/" + FIRST_ID, null).json();
            assertThat(first.getString("name")).isEqualTo("First app");
            assertThat(first.getString("createdAt")).isEqualTo("2025-03-30T02:30:00.123456Z");
            assertThat(first.getInteger("usage")).isGreaterThanOrEqualTo(4711).isLessThan(4720);
            assertThat(first.getInteger("rateLimit")).isEqualTo(250);
            assertThat(first.getBoolean("active")).isTrue();
            assertThat(admin.call("GET", "/api/keys/" + FIRST_ID + "/events", null).response().body())
                    .contains("\"actor\":\"import\"", "\"action\":\"created\"");
            assertThat(admin.call("GET", "/api/keys", null).response().body())
                    .contains("\"name\":\"Second app\"", "\"name\":\"Old app\"");

            JsonObject flow = new JsonObject(call(gateway, "GET", "/api/agent-flows/" + FLOW_ID, FIRST));
            assertThat(flow.getString("description")).isEqualTo("Takes calls");
            assertThat(flow.getString("createdAt")).isEqualTo("2025-04-01T10:00:00Z");
            assertThat(flow.getString("updatedAt")).isEqualTo("2025-04-02T11:00:00Z");
            assertThat(flow.getJsonObject("configuration")).isEqualTo(new JsonObject("{\"greeting\":\"hello\",\"pitch\":1.5}"));
            assertThat(flow.getJsonArray("nodes")).isEqualTo(new JsonArray("""
                    [{"id":"greet","type":"subagent","position":{"x":1.5,"y":-2},
                      "data":{"systemPrompt":"Greet.","label":"Hi"}},
                     {"id":"bye","type":"end_call","position":{"x":0,"y":0},"data":{}}]"""));
            assertThat(flow.getJsonArray("edges").getJsonObject(0)).contains(Map.entry("id", "edge-1"),
                    Map.entry("sourceNodeId", "greet"), Map.entry("targetNodeId", "bye"), Map.entry("label", "done"));
            assertThat(validate(gateway, FLOW_ID, FIRST)).isEqualTo("{\"valid\":true,\"problems\":[]}");

            JsonArray second = new JsonArray(call(gateway, "GET", "/api/agent-flows", SECOND));
            assertThat(second).hasSize(1);
            assertThat(validate(gateway, second.getJsonObject(0).getString("id"), SECOND)).contains("\"valid\":true");

            imported = "keys: 3, flows: 2";
            assertThat(gateway.log()).containsOnlyOnce(imported).doesNotContain("Not imported");
            assertThat(List.of(FIRST, SECOND, OFF)).allSatisfy(secret -> {
                assertThat(gateway.log()).doesNotContain(secret);
                assertThat(ourRows()).doesNotContain(secret);
            });
            assertThat(publicSchema()).isEqualTo(before);
            admin.call("DELETE", "/api/keys/" + FIRST_ID, null);
            gateway.terminate();
            gateway.exitStatus();
        }
        try (GatewayProcess again = start(Map.of())) {
            assertThat(again.log()).contains("The database is ready").doesNotContain("mported");
            assertThat(new Admin(again.uri("/")).statusOf(FIRST)).isEqualTo(401);
            assertThat(new Admin(again.uri("/")).statusOf(SECOND)).isEqualTo(200);
        }
    }

    @Test
    void replicasThatStartAtOnceImportItOnce() {
        execute(TABLES + ROWS);
        execute("insert into public.api_keys (name, key) select 'many', 'vf_sk_' || md5(n::text)"
                + " from generate_series(1, 1500) n");
        Map<String, String> environment = environment(Map.of());
        try (GatewayProcess one = GatewayProcess.launch(environment);
                GatewayProcess two = GatewayProcess.launch(environment)) {
            for (GatewayProcess each : List.of(one, two)) {
                awaitReady(each);
                assertThat(new Admin(each.uri("/")).statusOf(FIRST)).isEqualTo(200);
                assertThat(each.log()).doesNotContain("cannot be used yet");
            }
            assertThat(query("select count(*) from api_key").strip()).isEqualTo("1503");
            assertThat(query("select count(*) from audit_event").strip()).isEqualTo("1503");
            assertThat(one.log() + two.log()).containsOnlyOnce("Imported from").contains("keys: 1503, flows: 2");
        }
    }

    @Test
    void brokenRowsAreCountedAndLeftOut() {
        execute("""
                create table public.api_keys (id text, name text, key text, created_at timestamp, usage int, active bool,
                    rate_limit int);
                create table public.agent_flows (id text, api_key_id text, name text, description text, configuration jsonb,
                    created_at timestamp, updated_at timestamp);
                create table public.flow_nodes (id text, flow_id text, type text, position jsonb, data jsonb,
                    created_at timestamp);
                create table public.flow_edges (id text, flow_id text, source_node_id text, target_node_id text, label text,
                    type text, created_at timestamp);
                insert into public.api_keys values
                    ('a', repeat('long ', 40), '%1$s', '2025-01-01', -1, true, 2000000000),
                    ('a', 'the same id', '%2$s', '2025-01-02', 0, true, 1),
                    ('b', 'the same secret', '%1$s', '2025-01-02', 0, true, 1),
                    ('c', 'malformed', 'sk-123', '2025-01-02', 0, true, 1),
                    ('d', 'upper case', upper('%1$s'), '2025-01-02', 0, true, 1),
                    ('e', null, '%3$s', '2025-01-02', 0, true, 1),
                    ('f', 'no limit', '%3$s', '2025-01-02', 0, true, null),
                    ('g', 'no time', '%3$s', 'infinity', 0, true, 1),
                    ('h', 'nothing allowed', '%3$s', '2025-01-02', 0, true, 0),
                    (null, null, null, null, null, null, null),
                    (null, 'no id', '%3$s', '2025-01-02', 0, true, 1),
                    ('i', repeat('x', 100000), '%3$s', '2025-01-02', 0, true, 1);
                insert into public.agent_flows values
                    ('kept', 'a', 'Kept', null, null, '2025-01-01', null),
                    ('kept', 'a', 'the same id', null, '{}', '2025-01-01', '2025-01-01'),
                    ('1', 'nobody', 'of nobody', null, '{}', '2025-01-01', '2025-01-01'),
                    ('2', 'c', 'of a key that is not imported', null, '{}', '2025-01-01', '2025-01-01'),
                    ('3', null, 'of null', null, '{}', '2025-01-01', '2025-01-01'),
                    ('4', 'a', null, null, '{}', '2025-01-01', '2025-01-01'),
                    ('5', 'a', 'no object', null, '[]', '2025-01-01', '2025-01-01'),
                    ('6', 'a', 'huge', null, '{}', '2025-01-01', '2025-01-01'),
                    ('7', 'a', 'large', null, '{}', '2025-01-01', '2025-01-01'),
                    (null, null, null, null, null, null, null);
                insert into public.flow_nodes values
                    ('good', 'kept', 'subagent', '{"x": 0, "y": 0}', '{"systemPrompt": "Hello."}', now()),
                    ('bye', 'kept', 'end_call', '{"x": 0, "y": 0}', null, now()),
                    ('text', 'kept', 'end_call', '"1,2"', '{}', now()),
                    ('texts', 'kept', 'end_call', '{"x": "1", "y": "2"}', '{}', now()),
                    ('nowhere', 'kept', 'end_call', null, '{}', now()),
                    ('list', 'kept', 'end_call', '{"x": 0, "y": 0}', '[]', now()),
                    ('long', 'kept', 'end_call', '{"x": 0, "y": 0}', jsonb_build_object('a', repeat('x', 20000)), now()),
                    ('deep', 'kept', 'end_call', '{"x": 0, "y": 0}',
                        (repeat('{"a":', 1500) || '1' || repeat('}', 1500))::jsonb, now()),
                    ('alone', 'no flow', 'end_call', '{"x": 0, "y": 0}', '{}', now()),
                    (null, null, null, null, null, null);
                insert into public.flow_nodes select n::text, '6', 'end_call', '{"x": 0, "y": 0}', '{}', now()
                    from generate_series(1, 1001) n;
                insert into public.flow_nodes select n::text, '7', 'end_call', '{"x": 0, "y": 0}',
                    jsonb_build_object('a', repeat('x', 16000)), now() from generate_series(1, 900) n;
                insert into public.flow_edges values
                    ('edge', 'kept', 'good', 'bye', null, null, now()),
                    ('to nothing', 'kept', 'good', null, null, null, now()),
                    ('labelled', 'kept', 'good', 'bye', repeat('x', 300), null, now()),
                    (null, null, null, null, null, null, null);
                """.formatted(FIRST, SECOND, OFF));
        try (GatewayProcess gateway = start(Map.of())) {
            Admin admin = new Admin(gateway.uri("/"));
            assertThat(admin.statusOf(FIRST)).isEqualTo(200);
            assertThat(admin.statusOf(SECOND)).isEqualTo(401);
            JsonObject own = new JsonObject(call(gateway, "GET", "/api/key", FIRST));
            assertThat(own.getString("name")).hasSizeLessThanOrEqualTo(100).startsWith("long long");
            assertThat(own.getInteger("rateLimit")).isEqualTo(1_000_000);

            JsonObject flow = new JsonArray(call(gateway, "GET", "/api/agent-flows", FIRST)).getJsonObject(0);
            assertThat(flow.getString("name")).isEqualTo("Kept");
            assertThat(gateway.log()).contains("flows that lack some of their nodes or edges: [" + flow.getString("id") + "]");
            assertThat(flow.getString("updatedAt")).isEqualTo("2025-01-01T00:00:00Z");
            assertThat(new JsonObject(call(gateway, "GET", "/api/agent-flows/" + flow.getString("id"), FIRST))
                    .getJsonArray("nodes").stream().map(node -> ((JsonObject) node).getString("id")))
                    .containsExactly("good", "bye");

            assertThat(gateway.log()).contains("keys: 1, flows: 1");
            assertThat(gateway.log().lines().filter(line -> line.contains("Not imported")).toList()).singleElement().asString()
                    .contains("keys whose id or secret is here already: 2", "keys with a malformed secret: 4",
                            "keys with something missing or out of range: 5",
                            "flows whose id is here already: 1", "flows of no key that is here: 3",
                            "flows with something missing or out of range: 3", "flows that are too large: 2",
                            "nodes that cannot be read: 6", "edges that cannot be read: 2");
        }
    }

    @Test
    void itIsImportedWhenThatIsSwitchedOnAndAgainWhenAskedFor() {
        execute(TABLES + ROWS);
        execute("update public.api_keys set rate_limit = 0 where id = 'key-2'");
        try (GatewayProcess gateway = start(Map.of("VOICEFORGE_DATABASE_IMPORT_ORIGINAL", "false"))) {
            assertThat(new Admin(gateway.uri("/")).call("GET", "/api/keys", null).response().body()).isEqualTo("[]");
        }
        try (GatewayProcess gateway = start(Map.of())) {
            assertThat(new Admin(gateway.uri("/")).statusOf(FIRST)).isEqualTo(200);
            assertThat(new Admin(gateway.uri("/")).statusOf(SECOND)).isEqualTo(401);
        }
        execute("update public.api_keys set rate_limit = 5 where id = 'key-2'; delete from original_import");
        try (GatewayProcess gateway = start(Map.of())) {
            assertThat(new Admin(gateway.uri("/")).statusOf(SECOND)).isEqualTo(200);
            assertThat(new JsonArray(call(gateway, "GET", "/api/agent-flows", SECOND))).hasSize(1);
            assertThat(new JsonArray(call(gateway, "GET", "/api/agent-flows", FIRST))).hasSize(1);
        }
    }

    @Test
    void aKeyWithThePublishedSecretIsImportedWithAWarning() {
        execute(TABLES);
        execute("insert into public.api_keys (name, key) values ('Default ML API Key', '" + Speak.KEY + "')");
        try (GatewayProcess gateway = start(Map.of())) {
            assertThat(new Admin(gateway.uri("/")).statusOf(Speak.KEY)).isEqualTo(200);
            assertThat(gateway.log()).contains("has the published secret").doesNotContain(Speak.KEY);
        }
    }

    private static String secret(int number) {
        return String.format("vf_sk_%032x", number);
    }

    private void execute(String sql) {
        POSTGRES.execute(database, "postgres", sql);
    }

    private String query(String sql) {
        return POSTGRES.query(database, sql);
    }

    private String publicSchema() {
        return query("select schema_to_xml('public', true, false, '')")
                + query("select string_agg(relname || relkind || reltuples, ',' order by relname)"
                        + " from pg_class where relnamespace = 'public'::regnamespace");
    }

    private String ourRows() {
        return query("select schema_to_xml('voiceforge', true, false, '')");
    }

    private Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("DATABASE_URL", POSTGRES.url(database, "postgres"));
        environment.put("ADMIN_TOKEN", Admin.TOKEN);
        // whatever the zone of the machine, the original's times are UTC
        environment.put("TZ", "Europe/Berlin");
        return environment;
    }

    private GatewayProcess start(Map<String, String> more) {
        GatewayProcess gateway = GatewayProcess.start(environment(more));
        awaitReady(gateway);
        return gateway;
    }

    private static void awaitReady(GatewayProcess gateway) {
        await().ignoreExceptions().untilAsserted(
                () -> assertThat(status(gateway, "/api/ready")).as(gateway.log()).isEqualTo(200));
    }

    private static int status(GatewayProcess gateway, String path) {
        return Speak.send(HttpRequest.newBuilder(gateway.uri(path)).build(), HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    private static String validate(GatewayProcess gateway, String flow, String secret) {
        return call(gateway, "POST", "/api/agent-flows/" + flow + "/validate", secret);
    }

    private static String call(GatewayProcess gateway, String method, String path, String secret) {
        return Speak.send(HttpRequest.newBuilder(gateway.uri(path)).header("X-API-Key", secret)
                .method(method, HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString()).body();
    }
}
