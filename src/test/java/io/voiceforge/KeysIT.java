package io.voiceforge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vertx.core.json.JsonObject;
import io.voiceforge.key.KeySecret;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.GatewayProcess;
import io.voiceforge.testing.Meters;
import io.voiceforge.testing.Postgres;
import io.voiceforge.testing.Speak;

/** Keys as operators and customers meet them, with the packaged program. */
class KeysIT {

    private final List<String> seen = new ArrayList<>();

    @TempDir
    Path directory;

    @Test
    void replicasOnOneDatabaseTellEachOtherOfChanges() {
        try (Postgres postgres = new Postgres().open();
                GatewayProcess one = start(postgres.url(), Map.of());
                GatewayProcess two = start(postgres.url(), Map.of())) {
            Admin here = new Admin(one.uri("/"));
            Admin there = new Admin(two.uri("/"));
            awaitReady(one);
            awaitReady(two);
            // a first start creates no key by itself
            assertThat(here.call("GET", "/api/keys", null).response().body()).isEqualTo("[]");
            assertThat(here.statusOf(Speak.KEY)).isEqualTo(401);

            JsonObject revoked = here.create("revoked");
            JsonObject rotated = here.create("rotated");
            JsonObject graced = here.create("graced");
            JsonObject deleted = here.create("deleted");
            for (JsonObject key : new JsonObject[] { revoked, rotated, graced, deleted }) {
                assertThat(there.statusOf(key.getString("key"))).isEqualTo(200);
            }

            here.call("PATCH", path(revoked), "{\"active\":false}");
            String successor = here.call("POST", path(rotated) + "/rotate", "{}").json().getString("key");
            String gracedSuccessor = here.call("POST", path(graced) + "/rotate", "{\"graceSeconds\":3600}").json()
                    .getString("key");
            here.call("DELETE", path(deleted), null);

            for (JsonObject key : new JsonObject[] { revoked, rotated, deleted }) {
                // long before the cache would have forgotten it
                await().until(() -> there.statusOf(key.getString("key")) == 401);
                assertThat(here.statusOf(key.getString("key"))).isEqualTo(401);
            }
            assertThat(there.statusOf(successor)).isEqualTo(200);
            assertThat(there.statusOf(gracedSuccessor)).isEqualTo(200);
            assertThat(there.statusOf(graced.getString("key"))).isEqualTo(200);

            String customer = "/api/customers/"
                    + here.call("POST", "/api/customers", "{\"name\":\"Aurora\"}").json().getString("id");
            String ofCustomer = here.create(new JsonObject().put("name", "shop").put("customer", "Aurora")).getString("key");
            assertThat(speak(two, ofCustomer)).isEqualTo(200);
            here.call("PATCH", customer, "{\"quota\":{\"characters\":0}}");
            await().until(() -> speak(two, ofCustomer) == 429);
        }
    }

    private static int speak(GatewayProcess gateway, String secret) {
        return Speak.send(Speak.request(gateway.uri("/api/tts"), Speak.tts("Hello").put("model", "local"))
                .setHeader("X-API-Key", secret).build(), HttpResponse.BodyHandlers.ofByteArray()).statusCode();
    }

    @Test
    void databaseThatComesLateGoesAndComesBack() {
        int port;
        try (Postgres first = new Postgres().open()) {
            port = first.port();
        }
        String url = "postgres://postgres:postgres@127.0.0.1:" + port + "/postgres";
        try (GatewayProcess gateway = start(url, Map.of("VOICEFORGE_KEYS_CACHE_TTL", "100ms",
                "VOICEFORGE_DATABASE_RETRY_INTERVAL", "200ms"))) {
            Admin admin = new Admin(gateway.uri("/"));
            assertThat(status(gateway, "/api/live")).isEqualTo(200);
            assertThat(status(gateway, "/api/ready")).isEqualTo(503);
            assertThat(status(gateway, "/q/health/ready")).isEqualTo(503);
            assertThat(status(gateway, "/q/health/live")).isEqualTo(200);
            assertThat(admin.statusOf(KeySecret.generate())).isEqualTo(503);

            String known;
            try (Postgres database = new Postgres().open(port)) {
                awaitReady(gateway);
                known = admin.create("known").getString("key");
                assertThat(admin.statusOf(known)).isEqualTo(200);
            }
            await().until(() -> status(gateway, "/api/ready") == 503);
            assertThat(admin.statusOf(known)).isEqualTo(200);
            assertThat(admin.statusOf(KeySecret.generate())).isEqualTo(503);
            assertThat(admin.statusOf("vf_sk_malformed")).isEqualTo(401);
            HttpResponse<String> refused = admin.call("POST", "/api/keys", "{\"name\":\"lost\"}").response();
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(Speak.header(refused, "Retry-After")).matches("[1-9]\\d*");
            assertThat(new JsonObject(refused.body()).getString("code")).isEqualTo("store_unavailable");

            try (Postgres database = new Postgres().open(port)) {
                // an empty one in the old one's place
                assertThat(database.port()).isEqualTo(port);
                await().untilAsserted(() -> {
                    Admin.Answer answer = admin.call("POST", "/api/keys", "{\"name\":\"new\"}");
                    assertThat(answer.status()).as(answer.response().body() + gateway.log()).isEqualTo(201);
                });
                assertThat(status(gateway, "/api/ready")).isEqualTo(200);
            }
        }
    }

    @Test
    void keysOutliveTheProcess() {
        Map<String, String> environment = Map.of("VOICEFORGE_DATA_DIR", directory.toString(), "ADMIN_TOKEN", Admin.TOKEN);
        String kept;
        String gone;
        try (GatewayProcess gateway = GatewayProcess.start(environment)) {
            Admin admin = new Admin(gateway.uri("/"));
            kept = admin.create("kept").getString("key");
            JsonObject deleted = admin.create("gone");
            gone = deleted.getString("key");
            admin.call("DELETE", path(deleted), null);
            gateway.terminate();
            gateway.exitStatus();
        }
        try (GatewayProcess gateway = GatewayProcess.start(environment)) {
            Admin admin = new Admin(gateway.uri("/"));
            assertThat(admin.statusOf(kept)).isEqualTo(200);
            assertThat(admin.statusOf(gone)).isEqualTo(401);
        }
    }

    @Test
    void killInTheMiddleOfWritesLeavesAFileThatCanBeRead() throws IOException {
        Map<String, String> environment = Map.of("VOICEFORGE_DATA_DIR", directory.toString(), "ADMIN_TOKEN", Admin.TOKEN);
        List<String> secrets = new ArrayList<>();
        Path file = directory.resolve("keys.json");
        String written;
        try (GatewayProcess gateway = GatewayProcess.start(environment)) {
            Admin admin = new Admin(gateway.uri("/"));
            while (secrets.size() < 200 || !Files.exists(file)) {
                secrets.add(admin.create("key " + secrets.size()).getString("key"));
            }
            written = Files.readString(file);
            gateway.kill();
            gateway.exitStatus();
        }
        try (GatewayProcess gateway = GatewayProcess.start(environment)) {
            Admin admin = new Admin(gateway.uri("/"));
            int checked = 0;
            for (int i = 0; i < secrets.size(); i++) {
                if (written.contains("\"key " + i + "\"")) {
                    assertThat(admin.statusOf(secrets.get(i))).as("key %d", i).isEqualTo(200);
                    checked++;
                }
            }
            assertThat(checked).isPositive();
        }
    }

    @Test
    void secretsAreNowhere() throws IOException {
        try (Postgres postgres = new Postgres().open();
                GatewayProcess gateway = start(postgres.url(), Map.of("QUARKUS_LOG_LEVEL", "TRACE"))) {
            awaitReady(gateway);
            assertSecretIsNowhere(gateway);
            String dump = postgres.dump();
            assertThat(dump).contains("secret_hash", "the name");
            assertThat(seen).allSatisfy(secret -> assertThat(dump).doesNotContain(secret));
        }
        try (GatewayProcess gateway = GatewayProcess.start(Map.of("VOICEFORGE_DATA_DIR", directory.toString(), "ADMIN_TOKEN",
                Admin.TOKEN, "QUARKUS_LOG_LEVEL", "TRACE"))) {
            assertSecretIsNowhere(gateway);
            gateway.terminate();
            gateway.exitStatus();
            String file = Files.readString(directory.resolve("keys.json"));
            assertThat(file).contains("the name");
            assertThat(seen).allSatisfy(secret -> assertThat(file).doesNotContain(secret));
        }
    }

    private void assertSecretIsNowhere(GatewayProcess gateway) {
        Admin admin = new Admin(gateway.uri("/"));
        JsonObject key = admin.create("the name");
        String rotated = admin.call("POST", path(key) + "/rotate", "{\"graceSeconds\":60}").json().getString("key");
        String unknown = KeySecret.generate();
        seen.addAll(List.of(key.getString("key"), rotated, unknown));
        StringBuilder answers = new StringBuilder();
        for (String secret : seen) {
            for (String path : new String[] { "/api/key", "/api/voices", "/api/keys", "/api/nothing", "/v1/nothing" }) {
                answers.append(Speak.send(HttpRequest.newBuilder(gateway.uri(path)).header("X-API-Key", secret).build(),
                        HttpResponse.BodyHandlers.ofString()).body());
            }
            answers.append(Speak.send(
                    HttpRequest.newBuilder(gateway.uri("/api/tts")).header("Authorization", "Bearer " + secret)
                            .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString("{")).build(),
                    HttpResponse.BodyHandlers.ofString()).body());
        }
        answers.append(admin.call("GET", "/api/keys", null).response().body());
        answers.append(admin.call("GET", path(key), null).response().body());
        answers.append(admin.call("GET", path(key) + "/events", null).response().body());
        answers.append(Meters.text(gateway.uri("/")));

        assertThat(answers.toString()).contains("the name");
        assertThat(seen).allSatisfy(secret -> assertThat(answers.toString()).doesNotContain(secret));
        assertThat(seen).allSatisfy(secret -> assertThat(gateway.log()).doesNotContain(secret));
        assertThat(gateway.log()).doesNotContain(Admin.TOKEN);
    }

    private static GatewayProcess start(String databaseUrl, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("DATABASE_URL", databaseUrl);
        environment.put("ADMIN_TOKEN", Admin.TOKEN);
        return GatewayProcess.start(environment);
    }

    private static void awaitReady(GatewayProcess gateway) {
        await().until(() -> status(gateway, "/api/ready") == 200);
    }

    private static int status(GatewayProcess gateway, String path) {
        return Speak.send(HttpRequest.newBuilder(gateway.uri(path)).build(), HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    private static String path(JsonObject key) {
        return "/api/keys/" + key.getString("id");
    }
}
