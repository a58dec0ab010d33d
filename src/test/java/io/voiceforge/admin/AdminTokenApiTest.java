package io.voiceforge.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.http.TestHTTPResource;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.Admin.Answer;
import io.voiceforge.testing.Speak;

/** Named admin tokens and their roles, the same on each store. */
public abstract class AdminTokenApiTest {

    private static int made;

    @TestHTTPResource("/")
    protected URI root;

    @Test
    public void secretIsShownOnceAndWorksFromThenOn() {
        JsonObject token = create("operator");

        assertThat(token.getString("token")).matches("vfa_[0-9a-f]{64}");
        assertThat(token.getString("hint")).startsWith(token.getString("token").substring(0, 8)).hasSize(13);
        JsonObject again = admin().call("GET", path(token), null).json();
        assertThat(again.fieldNames()).containsExactlyInAnyOrder("id", "name", "role", "hint", "createdAt", "updatedAt",
                "lastUsedAt", "expiresAt");
        assertThat(again.getValue("lastUsedAt")).isNull();

        assertThat(call(token, "GET", "/api/usage/keys", null).statusCode()).isEqualTo(200);
        assertThat(admin().call("GET", path(token), null).json().getString("lastUsedAt")).isNotNull();
        HttpResponse<String> metrics = Speak.send(HttpRequest.newBuilder(root.resolve("/q/metrics"))
                .header("Authorization", "Bearer " + token.getString("token")).header("Via", "a proxy").build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(metrics.statusCode()).isEqualTo(200);
    }

    @Test
    public void eventsNameTheToken() {
        JsonObject token = create("operator");
        JsonObject key = admin().create("by admin");
        call(token, "PATCH", "/api/keys/" + key.getString("id"), "{\"active\":false}");
        admin().call("PATCH", path(token), "{\"role\":\"viewer\"}");

        JsonObject switched = events("actor=" + token.getString("name")).getJsonObject(0);
        assertThat(switched.getString("action")).isEqualTo("updated");
        assertThat(switched.getJsonObject("subject"))
                .isEqualTo(new JsonObject().put("type", "key").put("id", key.getString("id")));
        JsonArray ofToken = events("subject=admin_token:" + token.getString("id"));
        assertThat(ofToken).extracting(event -> ((JsonObject) event).getString("action")).containsExactly("updated", "created");
        assertThat(ofToken.getJsonObject(0).getString("actor")).isEqualTo("admin");
        assertThat(ofToken.getJsonObject(0).getMap()).as("ADMIN_TOKEN has none").containsEntry("actorId", null);
        assertThat(ofToken.getJsonObject(0).getJsonArray("changes")).containsExactly("role");
    }

    @Test
    public void eventsTellTokensOfTheSameNameApart() {
        JsonObject first = create("operator");
        JsonObject key = admin().create("by admin");
        call(first, "PATCH", "/api/keys/" + key.getString("id"), "{\"active\":false}");
        admin().call("DELETE", path(first), null);
        JsonObject second = admin().call("POST", "/api/admin-tokens", new JsonObject().put("name", first.getString("name"))
                .put("role", "operator").encode()).json();
        call(second, "PATCH", "/api/keys/" + key.getString("id"), "{\"active\":true}");

        assertThat(events("actor=" + first.getString("name"))).extracting(event -> ((JsonObject) event).getString("actorId"))
                .containsExactly(second.getString("id"), first.getString("id"));
        assertThat(events("actorId=" + first.getString("id"))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
            "viewer, GET, /api/keys/{id}, ",
            "viewer, GET, /api/keys, ",
            "viewer, GET, /api/events, ",
            "viewer, GET, /api/keys/{id}/events, ",
            "viewer, GET, /api/usage/all, ",
            "viewer, PATCH, /api/keys/{id}, operator",
            "viewer, DELETE, /api/keys/{id}, admin",
            "operator, GET, /api/keys, ",
            "operator, PATCH, /api/keys/{id}, ",
            "operator, POST, /api/keys, admin",
            "operator, POST, /api/keys/{id}/rotate, admin",
            "operator, DELETE, /api/keys/{id}, admin",
            "operator, GET, /api/admin-tokens, admin",
            "operator, POST, /api/admin-tokens, admin",
            "operator, DELETE, /api/admin-tokens/{id}, admin",
            "admin, POST, /api/keys/{id}/rotate, ",
            "admin, GET, /api/admin-tokens, ",
            "admin, DELETE, /api/keys/{id}, " })
    public void rolesMayDoSoMuch(String role, String method, String path, String needed) {
        JsonObject token = create(role);
        String id = admin().create("a key").getString("id");
        HttpResponse<String> answer = call(token, method, path.replace("{id}", id),
                method.equals("PATCH") ? "{\"active\":false}" : method.equals("POST") ? "{}" : null);

        if (needed == null) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).doesNotContain(token.getString("token"));
            if (!role.equals("admin")) {
                assertThat(answer.body()).doesNotContainPattern("vf_sk_[0-9a-f]{8}");
            }
        } else {
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("role_denied");
            assertThat(new JsonObject(answer.body()).getString("error"))
                    .isEqualTo("This needs the role " + needed + ". The admin token has the role " + role + ".");
        }
    }

    @Test
    public void endsAtOnceWhenItIsDeletedOrItsRoleIsTaken() {
        JsonObject token = create("admin");
        assertThat(call(token, "GET", "/api/admin-tokens", null).statusCode()).isEqualTo(200);

        admin().call("PATCH", path(token), "{\"role\":\"viewer\"}");
        assertThat(call(token, "GET", "/api/admin-tokens", null).statusCode()).isEqualTo(403);
        assertThat(admin().call("DELETE", path(token), null).status()).isEqualTo(200);

        HttpResponse<String> answer = call(token, "GET", "/api/keys", null);
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("invalid_admin_token");
        assertThat(admin().call("GET", path(token), null).status()).isEqualTo(404);
        assertThat(admin().call("DELETE", path(token), null).status()).isEqualTo(404);
    }

    @Test
    public void isNoKey() {
        HttpResponse<String> answer = Speak.send(HttpRequest.newBuilder(root.resolve("/api/key"))
                .header("X-API-Key", create("admin").getString("token")).build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test
    public void namesAreTakenOnce() {
        JsonObject token = create("viewer");
        JsonObject other = create("viewer");
        JsonObject body = new JsonObject().put("name", token.getString("name"));

        assertThat(admin().call("PATCH", path(other), body.encode()).status()).isEqualTo(409);
        assertThat(admin().call("PATCH", path(token), body.encode()).status()).isEqualTo(200);
        assertThat(admin().call("POST", "/api/admin-tokens", body.put("role", "admin").encode()).status()).isEqualTo(409);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{\"name\":\"x\"}", "{\"name\":\"x\",\"role\":\"root\"}",
            "{\"name\":\"admin\",\"role\":\"viewer\"}", "{\"name\":\"import\",\"role\":\"viewer\"}",
            "{\"name\":\"ADMIN\",\"role\":\"viewer\"}", "{\"name\":\" Import\",\"role\":\"viewer\"}",
            "{\"name\":\" zoe\",\"role\":\"viewer\"}", "{\"name\":\"zoe\\u200b\",\"role\":\"viewer\"}",
            "{\"name\":\"zoe\\u2028\",\"role\":\"viewer\"}", "{\"name\":\"a\\nb\",\"role\":\"viewer\"}",
            "{\"name\":null,\"role\":\"viewer\"}",
            "{\"name\":\"x\",\"role\":null}", "{\"name\":\"x\",\"role\":\"viewer\",\"token\":\"vfa_1\"}",
            "{\"name\":\"x\",\"role\":\"viewer\",\"expiresAt\":\"2001-01-01T00:00:00Z\"}" })
    public void badBodies(String body) {
        assertThat(admin().call("POST", "/api/admin-tokens", body).status()).isEqualTo(400);
        if (!body.equals("{\"name\":\"x\"}")) {
            assertThat(admin().call("PATCH", path(create("viewer")), body).status()).isEqualTo(400);
        }
    }

    @Test
    public void expires() {
        Instant end = Instant.parse("2090-01-31T12:00:00Z");
        JsonObject token = admin().call("POST", "/api/admin-tokens", new JsonObject().put("name", "expiring " + made++)
                .put("role", "viewer").put("expiresAt", end.toString()).encode()).json();

        assertThat(token.getString("expiresAt")).isEqualTo(end.toString());
        assertThat(admin().call("PATCH", path(token), "{\"expiresAt\":null}").json().getValue("expiresAt")).isNull();
    }

    private JsonObject create(String role) {
        Answer answer = admin().call("POST", "/api/admin-tokens",
                new JsonObject().put("name", role + "-" + made++).put("role", role).encode());
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
        return answer.json();
    }

    private JsonArray events(String query) {
        return new JsonArray(admin().call("GET", "/api/events?" + query, null).response().body());
    }

    private HttpResponse<String> call(JsonObject token, String method, String path, String body) {
        return new Admin(root, token.getString("token")).call(method, path, body).response();
    }

    private Admin admin() {
        return new Admin(root);
    }

    private static String path(JsonObject token) {
        return "/api/admin-tokens/" + token.getString("id");
    }
}
