package io.voiceforge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.AdminToken;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.Upload;

/** Every route with every kind of caller. A route that is not in the table fails the test. */
@QuarkusTest
@WithTestResource(AdminToken.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutesTest {

    /** Who may use a route: everybody, keys (of a scope), administrators with that role; LISTING is for both, with different answers. */
    private enum Access {
        OPEN,
        ANY_KEY,
        FLOWS,
        SPEECH,
        TRANSCRIPTION,
        VAD,
        VOICES,
        CHAT,
        VIEWER,
        OPERATOR,
        ADMIN,
        LISTING;

        boolean isForAdministrators() {
            return this == VIEWER || this == OPERATOR || this == ADMIN;
        }
    }

    private static final Set<Access> FORMS = Set.of(Access.TRANSCRIPTION, Access.VAD);

    private static final Map<String, Access> TABLE = new TreeMap<>(Map.ofEntries(
            Map.entry("GET /", Access.OPEN),
            Map.entry("GET /docs", Access.OPEN),
            Map.entry("GET /docs/{file}", Access.OPEN),
            Map.entry("GET /api/live", Access.OPEN),
            Map.entry("GET /api/ready", Access.OPEN),
            Map.entry("GET /api/health", Access.OPEN),
            Map.entry("GET /api/voice-library", Access.OPEN),
            Map.entry("GET /api/voice-library/{id}", Access.OPEN),
            Map.entry("GET /api/voice-library/{id}/preview", Access.OPEN),
            Map.entry("GET /api/voices", Access.VOICES),
            Map.entry("POST /api/tts", Access.SPEECH),
            Map.entry("POST /v1/audio/speech", Access.SPEECH),
            Map.entry("GET /v1/audio/voices", Access.VOICES),
            Map.entry("POST /v1/text-to-speech/{id}", Access.SPEECH),
            Map.entry("POST /v1/text-to-speech/{id}/stream", Access.SPEECH),
            Map.entry("GET /v1/voices", Access.VOICES),
            Map.entry("GET /v1/voices/{id}", Access.VOICES),
            Map.entry("GET /v1/voices/{id}/settings", Access.VOICES),
            Map.entry("GET /v1/voices/settings/default", Access.VOICES),
            Map.entry("GET /v2/voices", Access.VOICES),
            Map.entry("GET /v1/user", Access.ANY_KEY),
            Map.entry("GET /v1/user/subscription", Access.ANY_KEY),
            Map.entry("POST /v1/speech-to-text", Access.TRANSCRIPTION),
            Map.entry("POST /api/stt", Access.TRANSCRIPTION),
            Map.entry("POST /v1/audio/transcriptions", Access.TRANSCRIPTION),
            Map.entry("POST /v1/audio/translations", Access.TRANSCRIPTION),
            Map.entry("POST /api/vad", Access.VAD),
            Map.entry("POST /v1/chat/completions", Access.CHAT),
            Map.entry("POST /api/vllm/chat", Access.CHAT),
            Map.entry("DELETE /api/vllm/sessions/{id}", Access.CHAT),
            Map.entry("GET /v1/models", Access.ANY_KEY),
            Map.entry("GET /v1/models/{id:.+}", Access.ANY_KEY),
            Map.entry("GET /api/models", Access.ANY_KEY),
            Map.entry("GET /api/agent-flows", Access.FLOWS),
            Map.entry("POST /api/agent-flows", Access.FLOWS),
            Map.entry("POST /api/agent-flows/import", Access.FLOWS),
            Map.entry("POST /api/agent-flows/validate", Access.FLOWS),
            Map.entry("GET /api/agent-flows/{id}", Access.FLOWS),
            Map.entry("PATCH /api/agent-flows/{id}", Access.FLOWS),
            Map.entry("PUT /api/agent-flows/{id}", Access.FLOWS),
            Map.entry("GET /api/agent-flows/{id}/versions", Access.FLOWS),
            Map.entry("GET /api/agent-flows/{id}/versions/{version}", Access.FLOWS),
            Map.entry("POST /api/agent-flows/{id}/versions/{version}/restore", Access.FLOWS),
            Map.entry("DELETE /api/agent-flows/{id}", Access.FLOWS),
            Map.entry("GET /api/agent-flows/{id}/nodes", Access.FLOWS),
            Map.entry("POST /api/agent-flows/{id}/nodes", Access.FLOWS),
            Map.entry("GET /api/agent-flows/{id}/edges", Access.FLOWS),
            Map.entry("POST /api/agent-flows/{id}/edges", Access.FLOWS),
            Map.entry("POST /api/agent-flows/{id}/validate", Access.FLOWS),
            Map.entry("GET /api/agent-flows/{id}/export", Access.FLOWS),
            Map.entry("POST /api/agent-flows/generate", Access.FLOWS),
            Map.entry("POST /api/agent-flows/{id}/sessions", Access.FLOWS),
            Map.entry("GET /api/agent-flows/{id}/sessions/{sid}", Access.FLOWS),
            Map.entry("DELETE /api/agent-flows/{id}/sessions/{sid}", Access.FLOWS),
            Map.entry("POST /api/agent-flows/{id}/sessions/{sid}/messages", Access.FLOWS),
            Map.entry("POST /api/agent-flows/{id}/sessions/{sid}/tool-results", Access.FLOWS),
            Map.entry("GET /api/key", Access.ANY_KEY),
            Map.entry("GET /api/usage", Access.ANY_KEY),
            Map.entry("GET /api/usage/all", Access.VIEWER),
            Map.entry("GET /api/usage/keys", Access.VIEWER),
            Map.entry("GET /api/admin-tokens", Access.ADMIN),
            Map.entry("POST /api/admin-tokens", Access.ADMIN),
            Map.entry("GET /api/admin-tokens/{id}", Access.ADMIN),
            Map.entry("PATCH /api/admin-tokens/{id}", Access.ADMIN),
            Map.entry("DELETE /api/admin-tokens/{id}", Access.ADMIN),
            Map.entry("GET /api/events", Access.VIEWER),
            Map.entry("GET /api/keys", Access.LISTING),
            Map.entry("POST /api/keys", Access.ADMIN),
            Map.entry("GET /api/keys/{id}", Access.VIEWER),
            Map.entry("PATCH /api/keys/{id}", Access.OPERATOR),
            Map.entry("DELETE /api/keys/{id}", Access.ADMIN),
            Map.entry("POST /api/keys/{id}/rotate", Access.ADMIN),
            Map.entry("GET /api/keys/{id}/events", Access.VIEWER),
            Map.entry("GET /api/customers", Access.VIEWER),
            Map.entry("POST /api/customers", Access.ADMIN),
            Map.entry("GET /api/customers/{id}", Access.VIEWER),
            Map.entry("PATCH /api/customers/{id}", Access.OPERATOR),
            Map.entry("DELETE /api/customers/{id}", Access.ADMIN),
            Map.entry("GET /api/customers/{id}/events", Access.VIEWER)));

    @TestHTTPResource("/")
    URI root;

    private String good;
    private String revoked;
    private String expired;
    private String withoutScope;
    private String withoutFlows;
    private String elsewhere;
    private String viewer;
    private String operator;

    static Set<String> routes() {
        return TABLE.keySet();
    }

    @BeforeAll
    void makeKeys() {
        Admin admin = new Admin(root);
        good = admin.create("good").getString("key");
        JsonObject off = admin.create("revoked");
        revoked = off.getString("key");
        admin.call("PATCH", "/api/keys/" + off.getString("id"), "{\"active\":false}");
        withoutScope = admin.create(new JsonObject().put("name", "flows only").put("scopes", new JsonArray().add("flows")))
                .getString("key");
        withoutFlows = admin.create(new JsonObject().put("name", "no flows").put("scopes", new JsonArray().add("vad")))
                .getString("key");
        elsewhere = admin.create(new JsonObject().put("name", "elsewhere").put("allowedIps",
                new JsonArray().add("203.0.113.0/24").add("2001:db8::/32"))).getString("key");
        viewer = token(admin, "viewer");
        operator = token(admin, "operator");
        expired = admin.create(new JsonObject().put("name", "expired").put("expiresInSeconds", 1)).getString("key");
        await().until(() -> admin.statusOf(expired) == 401);
    }

    private static String token(Admin admin, String role) {
        return admin
                .call("POST", "/api/admin-tokens", new JsonObject().put("name", "routes " + role).put("role", role).encode())
                .json().getString("token");
    }

    @Test
    void tableHasEveryRoute() {
        Set<String> routes = new TreeSet<>();
        RuntimeResourceVisitor.visitRuntimeResources(null, ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers(),
                new RuntimeResourceVisitor() {
                    @Override
                    public void visitRuntimeResource(String method, String fullPath, RuntimeResource resource) {
                        routes.add(method + " " + fullPath);
                    }
                });

        assertThat(routes).isEqualTo(TABLE.keySet());
    }

    @ParameterizedTest
    @MethodSource("routes")
    void noKey(String route) {
        expect(route, call(route), Map.of(Access.OPEN, "ok", Access.LISTING, "ok", Access.ADMIN, "401 admin_auth_required"),
                "401 missing_api_key");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void wrongKey(String route) {
        String code = "401 invalid_api_key";
        Map<Access, String> admin = Map.of(Access.OPEN, "ok", Access.LISTING, "ok", Access.ADMIN, "401 admin_auth_required");
        for (String key : new String[] { "nonsense", "vf_sk_" + "0".repeat(32), revoked, expired }) {
            expect(route, call(route, "X-API-Key", key), admin, code);
        }
        expect(route, call(route, "Authorization", "Bearer nonsense"),
                Map.of(Access.OPEN, "ok", Access.LISTING, "403 invalid_admin_token", Access.ADMIN, "403 invalid_admin_token"),
                code);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void wrongScope(String route) {
        expect(route, call(route, "X-API-Key", TABLE.get(route) == Access.FLOWS ? withoutFlows : withoutScope),
                Map.of(Access.OPEN, "ok", Access.ANY_KEY, "ok", Access.LISTING, "ok", Access.ADMIN, "401 admin_auth_required"),
                "403 scope_denied");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void wrongAddress(String route) {
        expect(route, call(route, "X-API-Key", elsewhere),
                Map.of(Access.OPEN, "ok", Access.LISTING, "ok", Access.ADMIN, "401 admin_auth_required"), "403 address_denied");
        expect(route, call(route, "X-API-Key", elsewhere, "X-Forwarded-For", "203.0.113.7"),
                Map.of(Access.OPEN, "ok", Access.LISTING, "ok", Access.ADMIN, "401 admin_auth_required"), "403 address_denied");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void goodKey(String route) {
        expect(route, call(route, "X-API-Key", good), Map.of(Access.ADMIN, "401 admin_auth_required"), "ok");
        expect(route, call(route, "Authorization", "Bearer " + good),
                Map.of(Access.ADMIN, "403 invalid_admin_token", Access.LISTING, "ok"), "ok");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void wrongAdminToken(String route) {
        expect(route, call(route, "X-Admin-Token", "wrong"),
                Map.of(Access.OPEN, "ok", Access.ADMIN, "403 invalid_admin_token", Access.LISTING, "403 invalid_admin_token"),
                "401 missing_api_key");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void goodAdminToken(String route) {
        expect(route, call(route, "X-Admin-Token", Admin.TOKEN),
                Map.of(Access.OPEN, "ok", Access.ADMIN, "ok", Access.LISTING, "ok"), "401 missing_api_key");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void viewersToken(String route) {
        expect(route, call(route, "X-Admin-Token", viewer), Map.of(Access.OPEN, "ok", Access.VIEWER, "ok", Access.LISTING, "ok",
                Access.ADMIN, "403 role_denied"), "401 missing_api_key");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void operatorsToken(String route) {
        expect(route, call(route, "X-Admin-Token", operator), Map.of(Access.OPEN, "ok", Access.VIEWER, "ok", Access.OPERATOR,
                "ok", Access.LISTING, "ok", Access.ADMIN, "403 role_denied"), "401 missing_api_key");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void otherMethodsAreToldTheRightOnes(String route) {
        String template = route.split(" ")[1];
        String path = template.replaceAll("\\{(s?id|version|file)[^}]*}", "00000000-0000-4000-8000-0000000000ff");
        for (String spelling : path.equals("/") ? List.of(path) : List.of(path, path + "/", path + ";a=b")) {
            for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE", "INVENTED")) {
                HttpResponse<String> answer = Speak.send(
                        HttpRequest.newBuilder(URI.create(root.toString().replaceAll("/$", "") + spelling))
                                .method(method, HttpRequest.BodyPublishers.noBody()).build(),
                        HttpResponse.BodyHandlers.ofString());
                if (method.equals("INVENTED") && !spelling.contains(";")) {
                    assertThat(answer.statusCode()).as(spelling).isEqualTo(405);
                }
                if (answer.statusCode() == 405) {
                    Set<String> allowed = Set.of(Speak.header(answer, "Allow").split(", "));
                    assertThat(allowed).as(method + " " + spelling).isNotEmpty().doesNotContain("", method)
                            .contains(route.split(" ")[0]);
                }
            }
        }
    }

    @Test
    void allowNamesAllMethodsOfThePath() {
        assertThat(allowed("POST", "/api/agent-flows/x")).isEqualTo("DELETE, GET, HEAD, PATCH, PUT");
        assertThat(allowed("DELETE", "/v1/models/a")).isEqualTo("GET, HEAD");
        assertThat(allowed("DELETE", "/v1/models/openai/a/b")).isEqualTo("GET, HEAD");
        assertThat(allowed("POST", "/v1/models/a%2Fb")).isEqualTo("GET, HEAD");
        assertThat(allowed("PUT", "/api/tts;a=b")).isEqualTo("POST");
        assertThat(allowed("PUT", "/")).isEqualTo("GET, HEAD");
    }

    private String allowed(String method, String path) {
        HttpResponse<String> answer = Speak.send(HttpRequest.newBuilder(root.resolve(path))
                .method(method, HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(405);
        return Speak.header(answer, "Allow");
    }

    /** "ok" is anything that comes from behind the door: also a 400 for an empty body, or a 404 for an id. */
    private static void expect(String route, HttpResponse<String> answer, Map<Access, String> byAccess, String otherwise) {
        Access access = TABLE.get(route);
        // routes of administrators differ by the role only
        Access known = access.isForAdministrators() && !byAccess.containsKey(access) ? Access.ADMIN : access;
        String expected = byAccess.getOrDefault(known, otherwise);
        if (expected.equals("ok")) {
            assertThat(answer.statusCode()).as(route + ": " + answer.body()).isNotIn(401, 403, 405, 429, 500, 503);
            return;
        }
        JsonObject body = new JsonObject(answer.body());
        boolean elevenLabs = body.containsKey("detail");
        boolean openAi = !elevenLabs && route.contains("/v1/");
        String code = elevenLabs ? body.getJsonObject("detail").getString("status")
                : openAi ? body.getJsonObject("error").getString("code") : body.getString("code");
        if (elevenLabs || openAi) {
            expected = expected.replace("missing_api_key", "invalid_api_key");
        }
        assertThat(answer.statusCode() + " " + code).as(route).isEqualTo(expected);
    }

    private HttpResponse<String> call(String route, String... headers) {
        String[] parts = route.split(" ");
        HttpRequest.Builder request = HttpRequest
                .newBuilder(root
                        .resolve(parts[1].replaceAll("\\{(s?id|version|file)[^}]*}", "00000000-0000-4000-8000-0000000000ff")))
                .header("Content-Type", FORMS.contains(TABLE.get(route)) ? Upload.contentType() : "application/json")
                .method(parts[0], HttpRequest.BodyPublishers.ofString(parts[0].equals("GET") ? "" : "{}"));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return Speak.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
