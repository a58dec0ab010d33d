package io.voiceforge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.GatewayProcess;
import io.voiceforge.testing.Postgres;
import io.voiceforge.testing.Speak;

/** Where the packaged program keeps its tables, beside whatever else there is, and with as few rights as possible. */
class DatabaseSchemaIT {

    private static final String SECRET = String.format("vf_sk_%032x", 0xa1);
    private static final String FLOW = "{\"name\":\"Reception\",\"nodes\":[{\"id\":\"a\",\"type\":\"end_call\","
            + "\"position\":{\"x\":0,\"y\":0}}]}";
    private static final String ORIGINAL_KEYS = "create table public.api_keys (id text, name text, key text,"
            + " created_at timestamp, usage int, active bool, rate_limit int)";
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final Postgres POSTGRES = new Postgres();

    private final String database = "shared" + DATABASES.incrementAndGet();

    @BeforeAll
    static void open() {
        POSTGRES.open();
        POSTGRES.execute("create role gateway login");
    }

    @AfterAll
    static void close() {
        POSTGRES.close();
    }

    @BeforeEach
    void create() {
        POSTGRES.create(database);
        // as it is in PostgreSQL 15 and in careful hands
        execute("revoke all on schema public from public");
    }

    @Test
    void needsNoRightOnAnythingButASchemaOfItsOwn() {
        execute(ORIGINAL_KEYS);
        execute("create schema voiceforge authorization gateway; revoke create on database " + database + " from public");
        try (GatewayProcess gateway = start("gateway", Map.of())) {
            awaitReady(gateway);
            assertWorks(gateway, "voiceforge");
            assertThat(gateway.log()).doesNotContain("cannot be used yet", "mported");
        }
    }

    @Test
    void aUserWithoutRightsIsToldWhichAndNeedNotStartAgain() {
        execute(ORIGINAL_KEYS);
        execute("grant usage on schema public to gateway");
        try (GatewayProcess gateway = start("gateway", Map.of("VOICEFORGE_DATABASE_RETRY_INTERVAL", "100ms"))) {
            await().untilAsserted(
                    () -> assertThat(gateway.log()).containsOnlyOnce("There is no schema voiceforge, and the user"
                            + " gateway may not create it. Create it for that user:"
                            + " CREATE SCHEMA \"voiceforge\" AUTHORIZATION \"gateway\""));
            assertThat(status(gateway, "/api/ready")).isEqualTo(503);

            execute("create schema voiceforge");
            await().untilAsserted(
                    () -> assertThat(gateway.log()).containsOnlyOnce("The user gateway may not create tables in the"
                            + " schema voiceforge. Allow it: GRANT USAGE, CREATE ON SCHEMA \"voiceforge\" TO \"gateway\""));
            assertThat(status(gateway, "/api/ready")).isEqualTo(503);

            execute("grant usage, create on schema voiceforge to gateway");
            awaitReady(gateway);
            assertWorks(gateway, "voiceforge");
            assertThat(gateway.log()).containsOnlyOnce("the database's user may not read [api_keys] in the schema public");
        }
    }

    @Test
    void theSchemasNameIsASettingAndOthersMayHaveTablesOfAnyName() {
        execute("grant create on database " + database + " to gateway; grant all on schema public to gateway");
        POSTGRES.execute(database, "gateway", """
                create table public.api_key (id int primary key, hint text);
                create table public.api_keys (id int primary key, key text, name text);
                create table public.flyway_schema_history (installed_rank int primary key, version text);
                create table public.agent_flow (id int);
                create view public.agent_flows as select 1 as id;
                insert into public.api_keys values (1, '%s', 'not ours');
                create schema "order";
                create table "order".of_somebody_else (id int);
                """.formatted(SECRET));
        String before = query("select schema_to_xml('public', true, false, '')");
        // a word of SQL's own
        try (GatewayProcess gateway = start("gateway", Map.of("VOICEFORGE_DATABASE_SCHEMA", "order"))) {
            awaitReady(gateway);
            assertWorks(gateway, "\"order\"");
            assertThat(new Admin(gateway.uri("/")).statusOf(SECRET)).isEqualTo(401);
            assertThat(gateway.log()).doesNotContain("mported", "cannot be used yet");
        }
        assertThat(query("select schema_to_xml('public', true, false, '')")).isEqualTo(before);
        assertThat(query("select count(*) from pg_namespace where nspname = 'voiceforge'")).isEqualToIgnoringWhitespace("0");
    }

    @Test
    void tablesThatAnEarlierReleaseHasMadeInPublicAreUsedWhereTheyAreUntilTheyAreMoved() throws IOException {
        execute("grant all on schema public to gateway; grant create on database " + database + " to gateway");
        Flyway.configure().dataSource("jdbc:postgresql://127.0.0.1:" + POSTGRES.port() + "/" + database, "gateway", "any")
                .locations("classpath:db/migration").target("3").load().migrate();
        POSTGRES.execute(database, "gateway",
                "insert into public.api_key (id, name, hint, secret_hash, active, created_at, updated_at, usage, rate_limit,"
                        + " scopes, allowed_ips, metadata) values (gen_random_uuid(), 'of before', 'hint', encode(sha256('"
                        + SECRET + "'), 'hex'), true, now(), now(), 7, 1000, '', '', '{}')");
        try (GatewayProcess gateway = start("gateway", Map.of())) {
            awaitReady(gateway);
            assertThat(new Admin(gateway.uri("/")).statusOf(SECRET)).isEqualTo(200);
            assertWorks(gateway, "public");
        }
        assertThat(query("select count(*) from pg_namespace where nspname = 'voiceforge'")).isEqualToIgnoringWhitespace("0");

        try (GatewayProcess other = start("gateway", Map.of("VOICEFORGE_DATABASE_SCHEMA", "staging"))) {
            awaitReady(other);
            assertThat(new Admin(other.uri("/")).statusOf(SECRET)).isEqualTo(401);
            assertThat(other.log()).containsOnlyOnce("The tables of an earlier release in the schema public are not used");
            assertWorks(other, "staging");
        }

        String documented = Files.readString(Path.of("docs/configuration.md"));
        int start = documented.indexOf("CREATE SCHEMA voiceforge;");
        POSTGRES.execute(database, "gateway", documented.substring(start, documented.indexOf("```", start)));
        try (GatewayProcess gateway = start("gateway", Map.of())) {
            awaitReady(gateway);
            assertThat(new Admin(gateway.uri("/")).statusOf(SECRET)).isEqualTo(200);
            assertWorks(gateway, "voiceforge");
        }
    }

    @Test
    void aNameThatCannotBeASchemasStopsTheStart() {
        try (GatewayProcess gateway = GatewayProcess.launch(environment("gateway",
                Map.of("VOICEFORGE_DATABASE_SCHEMA", "pg_catalog")))) {
            assertThat(gateway.exitStatus()).isEqualTo(1);
            assertThat(gateway.log()).contains("voiceforge.database.schema");
        }
    }

    /** Keys, their events, flows and usage, all in that schema. */
    private void assertWorks(GatewayProcess gateway, String schema) {
        Admin admin = new Admin(gateway.uri("/"));
        String customer = "Aurora " + UUID.randomUUID();
        admin.call("POST", "/api/customers", new JsonObject().put("name", customer).encode());
        JsonObject key = admin.create(new JsonObject().put("name", "app").put("customer", customer));
        String secret = key.getString("key");
        String flow = call(gateway, "POST", "/api/agent-flows", secret, FLOW);
        assertThat(flow).contains("\"name\":\"Reception\"");
        String versions = "/api/agent-flows/" + new JsonObject(flow).getString("id") + "/versions";
        assertThat(call(gateway, "POST", versions + "/1/restore", secret, "")).contains("\"version\":2");
        assertThat(call(gateway, "GET", versions, secret, null)).contains("\"version\":2", "\"version\":1");
        String rotated = admin.call("POST", "/api/keys/" + key.getString("id") + "/rotate", "{}").json().getString("key");
        assertThat(admin.statusOf(secret)).isEqualTo(401);
        assertThat(admin.call("GET", "/api/keys?q=PP&sort=name", null).response().body()).contains(key.getString("id"));
        assertThat(call(gateway, "GET", "/api/agent-flows", rotated, null)).contains("\"name\":\"Reception\"");
        assertThat(call(gateway, "POST", "/api/tts", rotated, "{\"text\":\"Hello\",\"model\":\"local\"}")).isNotEmpty();
        for (String table : new String[] { "api_key", "api_key_search", "api_customer", "audit_event", "agent_flow",
                "agent_flow_version", "usage_hour",
                "usage_batch" }) {
            // usage is stored a moment later
            await().untilAsserted(() -> assertThat(query("select count(*) > 0 from " + schema + "." + table)).as(table)
                    .isEqualToIgnoringWhitespace("t"));
        }
        assertThat(gateway.log()).contains("The database is ready");
    }

    private void execute(String sql) {
        POSTGRES.execute(database, "postgres", sql);
    }

    private String query(String sql) {
        return POSTGRES.query(database, sql);
    }

    private Map<String, String> environment(String user, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("DATABASE_URL", POSTGRES.url(database, user));
        environment.put("ADMIN_TOKEN", Admin.TOKEN);
        return environment;
    }

    private GatewayProcess start(String user, Map<String, String> more) {
        return GatewayProcess.start(environment(user, more));
    }

    private static void awaitReady(GatewayProcess gateway) {
        await()
                .untilAsserted(() -> assertThat(status(gateway, "/api/ready")).as(gateway.log()).isEqualTo(200));
    }

    private static int status(GatewayProcess gateway, String path) {
        return Speak.send(HttpRequest.newBuilder(gateway.uri(path)).build(), HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    private static String call(GatewayProcess gateway, String method, String path, String secret, String body) {
        return Speak.send(HttpRequest.newBuilder(gateway.uri(path)).header("X-API-Key", secret)
                .header("Content-Type", "application/json")
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build(), HttpResponse.BodyHandlers.ofString()).body();
    }
}
