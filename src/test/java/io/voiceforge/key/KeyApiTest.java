package io.voiceforge.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.http.TestHTTPResource;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.Admin.Answer;
import io.voiceforge.testing.Speak;

/** The key API, the same on each store. */
public abstract class KeyApiTest {

    @TestHTTPResource("/")
    protected URI root;

    private Admin admin() {
        return new Admin(root);
    }

    @Test
    public void createdKeyIsShownWithItsSecretOnce() {
        JsonObject made = admin().create("Zoë’s キー 🔑");

        assertThat(KeySecret.isWellFormed(made.getString("key"))).isTrue();
        assertThat(made.getString("key")).hasSize(46);
        assertThat(made.getString("hint")).isEqualTo(KeySecret.hint(made.getString("key")));
        JsonObject again = admin().call("GET", path(made), null).json();
        assertThat(again.containsKey("key")).isFalse();
        made.remove("key");
        assertThat(again).isEqualTo(made);
        assertThat(again.fieldNames()).containsExactlyInAnyOrder("id", "name", "hint", "active", "createdAt", "updatedAt",
                "lastUsedAt", "expiresAt", "revokedAt", "usage", "rateLimit", "rateLimits", "maxConcurrent", "quota", "scopes",
                "allowedIps", "metadata", "customer", "speechCache");
        assertThat(again.getInteger("rateLimit")).isEqualTo(1000);
        assertThat(again.getJsonObject("rateLimits")).isEqualTo(rates(null, null, null));
        assertThat(again.getBoolean("active")).isTrue();
    }

    @Test
    public void changesWhatIsNamedAndNothingElse() {
        JsonObject made = admin().create(new JsonObject().put("name", "before").put("rateLimit", 5).put("maxConcurrent", 2)
                .put("quota", new JsonObject().put("characters", 100).put("tokens", 7).put("cost", 5_000_000))
                .put("scopes", new JsonArray().add("speech")).put("allowedIps", new JsonArray().add("10.0.0.0/8"))
                .put("metadata", new JsonObject().put("a", new JsonArray().add(1).addNull()))
                .put("expiresInSeconds", 3600).put("speechCache", true));

        Answer named = admin().call("PATCH", path(made), "{\"name\":\"after\",\"quota\":{\"characters\":null}}");
        Answer lifted = admin().call("PATCH", path(made),
                "{\"maxConcurrent\":null,\"expiresAt\":null,\"scopes\":[],\"allowedIps\":null,\"metadata\":null}");

        assertThat(named.json().getString("name")).isEqualTo("after");
        assertThat(named.json().getInteger("rateLimit")).isEqualTo(5);
        assertThat(named.json().getJsonObject("quota"))
                .isEqualTo(new JsonObject().putNull("characters").putNull("audioSeconds").put("tokens", 7)
                        .put("cost", 5_000_000));
        assertThat(named.json().getString("expiresAt")).isEqualTo(made.getString("expiresAt")).endsWith("Z");
        assertThat(named.json().getJsonObject("metadata")).isEqualTo(made.getJsonObject("metadata"));
        assertThat(named.json().getBoolean("speechCache")).isTrue();
        assertThat(admin().call("PATCH", path(made), "{\"speechCache\":false}").json().getBoolean("speechCache")).isFalse();
        assertThat(lifted.json().getValue("maxConcurrent")).isNull();
        assertThat(lifted.json().getValue("expiresAt")).isNull();
        assertThat(lifted.json().getJsonArray("scopes")).isEmpty();
        assertThat(lifted.json().getJsonArray("allowedIps")).isEmpty();
        assertThat(lifted.json().getJsonObject("metadata")).isEqualTo(new JsonObject());
    }

    @Test
    public void switchedOffAndOnAgain() {
        JsonObject made = admin().create("switch");
        assertThat(admin().statusOf(made.getString("key"))).isEqualTo(200);

        JsonObject off = admin().call("PATCH", path(made), "{\"active\":false}").json();
        assertThat(off.getString("revokedAt")).isNotNull();
        assertThat(admin().statusOf(made.getString("key"))).isEqualTo(401);

        JsonObject on = admin().call("PATCH", path(made), "{\"active\":true}").json();
        assertThat(on.getValue("revokedAt")).isNull();
        assertThat(admin().statusOf(made.getString("key"))).isEqualTo(200);
    }

    @Test
    public void rotatesWithAndWithoutGrace() {
        JsonObject made = admin().create("rotate");
        String first = made.getString("key");

        String second = admin().call("POST", path(made) + "/rotate", "{\"graceSeconds\":60}").json().getString("key");
        assertThat(admin().statusOf(first)).isEqualTo(200);
        assertThat(admin().statusOf(second)).isEqualTo(200);

        Answer last = admin().call("POST", path(made) + "/rotate", null);
        assertThat(last.json().getString("id")).isEqualTo(made.getString("id"));
        assertThat(admin().statusOf(first)).isEqualTo(401);
        assertThat(admin().statusOf(second)).isEqualTo(401);
        assertThat(admin().statusOf(last.json().getString("key"))).isEqualTo(200);
    }

    @Test
    public void auditTrailSaysWhoDidWhatWhenAndFromWhere() {
        JsonObject made = admin().create("audited");
        admin().call("PATCH", path(made), "{\"rateLimit\":7,\"name\":\"x\"}");
        admin().call("POST", path(made) + "/rotate", null);
        admin().call("DELETE", path(made), null);

        JsonArray events = new JsonArray(admin().call("GET", path(made) + "/events", null).response().body());

        assertThat(events.stream().map(event -> ((JsonObject) event).getString("action")))
                .containsExactly("created", "updated", "rotated", "deleted");
        JsonObject updated = events.getJsonObject(1);
        assertThat(updated.getString("actor")).isEqualTo("admin");
        assertThat(updated.getString("address")).isEqualTo("127.0.0.1");
        assertThat(updated.getString("at")).endsWith("Z");
        assertThat(updated.getJsonArray("changes")).containsExactly("name", "rateLimit");
    }

    @Test
    public void eventsOfAllKeysCanBeFiltered() {
        JsonObject one = admin().create("one of two");
        JsonObject other = admin().create("other of two");
        admin().call("PATCH", path(one), "{\"rateLimit\":7}");
        String since = "from=" + one.getString("createdAt");

        JsonArray events = new JsonArray(admin().call("GET", "/api/events?limit=2&" + since, null).response().body());
        JsonObject updated = events.getJsonObject(0);
        assertThat(updated.getString("action")).isEqualTo("updated");
        assertThat(updated.getJsonObject("subject"))
                .isEqualTo(new JsonObject().put("type", "key").put("id", one.getString("id")));
        assertThat(events.getJsonObject(1).getJsonObject("subject").getString("id")).isEqualTo(other.getString("id"));
        assertThat(new JsonArray(admin().call("GET", path(one) + "/events", null).response().body()).getJsonObject(1))
                .isEqualTo(updated);

        assertThat(subjects("/api/events?limit=1&action=created&actor=admin&" + since)).containsExactly(other.getString("id"),
                one.getString("id"));
        assertThat(subjects("/api/events?subject=key:" + one.getString("id"))).hasSize(2);
        assertThat(subjects("/api/events?subject=key:" + one.getString("id").toUpperCase(Locale.ROOT))).hasSize(2);
        assertThat(subjects("/api/events?subject=key:" + UUID.randomUUID())).isEmpty();
        assertThat(subjects("/api/events?actor=nobody")).isEmpty();
        assertThat(subjects("/api/events?to=" + one.getString("createdAt") + "&subject=key:" + one.getString("id"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "/api/keys?q=&sort=&active=&customer=&limit=&cursor=&unknown=x",
            "/api/customers?name=&limit=&cursor=",
            "/api/events?from=&to=&actor=&action=&subject=&limit=&cursor=" })
    public void emptyParametersCountAsAbsent(String query) {
        admin().create("listed");

        assertThat(admin().call("GET", query, null).response().body())
                .isEqualTo(admin().call("GET", query.substring(0, query.indexOf('?')), null).response().body());
    }

    @ParameterizedTest
    @ValueSource(strings = { "from=yesterday", "to=+1000000000-01-01T00:00:00Z", "action=seen", "subject=door",
            "subject=key:%00", "subject=key:x", "subject=key:", "subject=customer:Hotel", "subject=admin_token:1-2-3-4-5",
            "actor=%0a", "limit=0", "cursor=x", "cursor=MjAyNi0wMS0wMVQwMDowMDowMFovbm90LWEtdXVpZA" })
    public void badQueriesForEvents(String query) {
        assertThat(admin().call("GET", "/api/events?" + query, null).status()).isEqualTo(400);
    }

    private List<String> subjects(String first) {
        return onAllPages(first).map(event -> event.getJsonObject("subject").getString("id")).toList();
    }

    @Test
    public void listsInPages() {
        for (int i = 0; i < 5; i++) {
            admin().create("page " + i);
        }
        String path = "/api/keys?limit=2&active=true";
        int pages = 0;
        Set<String> ids = new HashSet<>();
        while (path != null && pages < 1000) {
            Answer page = admin().call("GET", path, null);
            JsonArray keys = new JsonArray(page.response().body());
            keys.forEach(key -> {
                assertThat(ids.add(((JsonObject) key).getString("id"))).isTrue();
                assertThat(((JsonObject) key).containsKey("key")).isFalse();
            });
            String link = Speak.header(page.response(), "Link");
            path = link == null ? null : link.substring(1, link.indexOf('>'));
            pages++;
        }
        assertThat(pages).isGreaterThanOrEqualTo(3);
        assertThat(ids).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    public void searchesAndSortsInPages() {
        String word = UUID.randomUUID().toString().substring(0, 13).replace('-', '~');
        List<String> ids = Stream.of("c/ü", "A & b", "B").map(name -> admin().create(name + " " + word + "+").getString("id"))
                .toList();
        admin().call("PATCH", "/api/keys/" + ids.get(2), "{\"active\":false}");
        String query = "limit=1&sort=-name&q=" + URLEncoder.encode(word.toUpperCase(Locale.ROOT) + "+", StandardCharsets.UTF_8);

        assertThat(pages("/api/keys?" + query)).containsExactly(ids.get(0), ids.get(2), ids.get(1));
        assertThat(pages("/api/keys?active=true&" + query)).containsExactly(ids.get(0), ids.get(1));
        assertThat(pages("/api/keys?q=" + ids.get(1))).containsExactly(ids.get(1));
        assertThat(pages("/api/keys?sort=lastUsed&active=false&q=" + word)).containsExactly(ids.get(2));
    }

    private List<String> pages(String first) {
        return onAllPages(first).map(key -> key.getString("id")).toList();
    }

    private Stream<JsonObject> onAllPages(String first) {
        List<JsonObject> all = new ArrayList<>();
        for (String path = first; path != null && all.size() < 1000;) {
            Answer page = admin().call("GET", path, null);
            new JsonArray(page.response().body()).forEach(each -> all.add((JsonObject) each));
            String link = Speak.header(page.response(), "Link");
            path = link == null ? null : link.substring(1, link.indexOf('>'));
        }
        return all.stream();
    }

    @ParameterizedTest
    @ValueSource(strings = { "sort=size", "sort=--name",
            "sort=name&cursor=AC8wMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMDAwMDE",
            "cursor=KzEwMDAwMDAwMDAtMTItMzFUMjM6NTk6NTlaLzAwMDAwMDAwLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwMDAwMQ", "q=a%00b",
            "q=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "limit=0", "limit=201", "limit=x", "limit=-1", "active=maybe", "cursor=x",
            "cursor=%27%20OR%201%3D1--",
            "cursor=MjAyNi0wMS0wMVQwMDowMDowMFovbm90LWEtdXVpZA" })
    public void badQueries(String query) {
        assertThat(admin().call("GET", "/api/keys?" + query, null).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = { "x", "1", "00000000-0000-4000-8000-00000000000", "' OR '1'='1", "0-0-0-0-0",
            "11111111-1111-4111-8111-111111111111" })
    public void idsThatAreNone(String id) {
        String path = "/api/keys/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
        for (String method : new String[] { "GET", "DELETE" }) {
            assertThat(admin().call(method, path, null).status()).isEqualTo(404);
        }
        assertThat(admin().call("PATCH", path, "{\"name\":\"x\"}").status()).isEqualTo(404);
        assertThat(admin().call("POST", path + "/rotate", null).status()).isEqualTo(404);
        assertThat(admin().call("GET", path + "/events", null).status()).isEqualTo(404);
    }

    public static Stream<Arguments> badBodies() {
        String name = "\"name\":\"x\"";
        return Stream.of(
                Arguments.of("{}", "name"),
                Arguments.of("[]", "body"),
                Arguments.of("null", "body"),
                Arguments.of("{\"name\":null}", "name"),
                Arguments.of("{\"name\":\"\"}", "name"),
                Arguments.of("{\"name\":\"  \"}", "name"),
                Arguments.of("{\"name\":5}", "name"),
                Arguments.of("{\"name\":\"" + "x".repeat(101) + "\"}", "name"),
                Arguments.of("{\"name\":\"a\\u0000b\"}", "name"),
                Arguments.of("{\"name\":\"a\\nb\"}", "name"),
                Arguments.of("{\"name\":\"\\ud800\"}", "name"),
                Arguments.of("{" + name + ",\"rateLimit\":0}", "rateLimit"),
                Arguments.of("{" + name + ",\"rateLimit\":1000000001}", "rateLimit"),
                Arguments.of("{" + name + ",\"rateLimit\":1e300}", "rateLimit"),
                Arguments.of("{" + name + ",\"rateLimit\":1.5}", "rateLimit"),
                Arguments.of("{" + name + ",\"customer\":\"nobody\"}", "customer"),
                Arguments.of("{" + name + ",\"customer\":\"\"}", "customer"),
                Arguments.of("{" + name + ",\"customer\":5}", "customer"),
                Arguments.of("{" + name + ",\"customer\":\"a\\u0000\"}", "customer"),
                Arguments.of("{" + name + ",\"rateLimits\":5}", "rateLimits"),
                Arguments.of("{" + name + ",\"rateLimits\":{\"second\":0}}", "rateLimits.second"),
                Arguments.of("{" + name + ",\"rateLimits\":{\"minute\":1000000001}}", "rateLimits.minute"),
                Arguments.of("{" + name + ",\"rateLimits\":{\"hour\":5}}", "rateLimits.hour"),
                Arguments.of("{" + name + ",\"rateLimit\":\"5\"}", "rateLimit"),
                Arguments.of("{" + name + ",\"rateLimit\":99999999999999999999999999}", "rateLimit"),
                Arguments.of("{" + name + ",\"maxConcurrent\":0}", "maxConcurrent"),
                Arguments.of("{" + name + ",\"maxConcurrent\":2147483648}", "maxConcurrent"),
                Arguments.of("{" + name + ",\"expiresAt\":\"yesterday\"}", "expiresAt"),
                Arguments.of("{" + name + ",\"expiresAt\":\"2001-01-01T00:00:00Z\"}", "expiresAt"),
                Arguments.of("{" + name + ",\"expiresAt\":\"+999999999-12-31T23:59:59Z\"}", "expiresAt"),
                Arguments.of("{" + name + ",\"expiresAt\":1893456000}", "expiresAt"),
                Arguments.of("{" + name + ",\"expiresInSeconds\":0}", "expiresInSeconds"),
                Arguments.of("{" + name + ",\"expiresInSeconds\":9223372036854775807}", "expiresInSeconds"),
                Arguments.of("{" + name + ",\"expiresInSeconds\":5,\"expiresAt\":\"2100-01-01T00:00:00Z\"}",
                        "expiresInSeconds"),
                Arguments.of("{" + name + ",\"quota\":5}", "quota"),
                Arguments.of("{" + name + ",\"quota\":{\"characters\":-1}}", "quota.characters"),
                Arguments.of("{" + name + ",\"quota\":{\"words\":1}}", "quota.words"),
                Arguments.of("{" + name + ",\"quota\":{\"cost\":0.5}}", "quota.cost"),
                Arguments.of("{" + name + ",\"scopes\":[\"all\"]}", "scopes"),
                Arguments.of("{" + name + ",\"scopes\":\"speech\"}", "scopes"),
                Arguments.of("{" + name + ",\"scopes\":[5]}", "scopes"),
                Arguments.of("{" + name + ",\"allowedIps\":[\"example.org\"]}", "allowedIps"),
                Arguments.of("{" + name + ",\"allowedIps\":[\"10.0.0.0/33\"]}", "allowedIps"),
                Arguments.of("{" + name + ",\"metadata\":[]}", "metadata"),
                Arguments.of("{" + name + ",\"speechCache\":null}", "speechCache"),
                Arguments.of("{" + name + ",\"speechCache\":\"yes\"}", "speechCache"),
                Arguments.of("{" + name + ",\"metadata\":{\"a\":\"" + "x".repeat(5000) + "\"}}", "metadata"),
                Arguments.of("{" + name + ",\"usage\":5}", "usage"),
                Arguments.of("{" + name + ",\"id\":\"x\"}", "id"),
                Arguments.of("{" + name + ",\"key\":\"vf_sk_00000000000000000000000000000000\"}", "key"),
                Arguments.of("{" + name + ",\"__proto__\":{}}", "__proto__"));
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    public void badBodies(String body, String path) {
        Answer answer = admin().call("POST", "/api/keys", body);

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
        assertThat(answer.json().getString("code")).isEqualTo("invalid_request");
        assertThat(answer.json().getJsonArray("details").stream().map(detail -> ((JsonObject) detail).getString("path")))
                .contains(path);
        assertThat(answer.response().body()).doesNotContain("Exception", "jackson", "vf_sk_");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"name\":\"a\",\"name\":\"b\"}", "{\"name\":\"a\"", "{\"name\":\"a\"} {}", "{\"name\":NaN}",
            "x" })
    public void brokenJson(String body) {
        Answer answer = admin().call("POST", "/api/keys", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getString("code")).isEqualTo("malformed_json");
    }

    @ParameterizedTest
    @ValueSource(strings = { "'; DROP TABLE api_key; --", "\\\" OR 1=1", "%s%n${jndi:ldap://x}", "<script>alert(1)</script>",
            "\\u202egnp.exe", "Ω≈ç√∫ 👩‍👩‍👧‍👦" })
    public void oddNamesAreStoredAsTheyAre(String name) {
        JsonObject body = new JsonObject("{\"name\":\"" + name + "\"}");

        JsonObject made = admin().create(body);

        assertThat(made.getString("name")).isEqualTo(body.getString("name"));
        assertThat(admin().call("GET", path(made), null).json().getString("name")).isEqualTo(body.getString("name"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"graceSeconds\":-1}", "{\"graceSeconds\":2592001}", "{\"graceSeconds\":\"5\"}", "{\"grace\":5}",
            "{\"graceSeconds\":null}", "{\"graceSeconds\":1e99999999999}", "null", "[]", "5", "{" })
    public void badRotations(String body) {
        JsonObject made = admin().create("rotate badly");

        assertThat(admin().call("POST", path(made) + "/rotate", body).status()).isEqualTo(400);
        assertThat(admin().statusOf(made.getString("key"))).isEqualTo(200);
    }

    @Test
    public void rateLimitsAreSetAndSwitchedOffOneByOne() {
        JsonObject made = admin().create(new JsonObject().put("name", "rates").putNull("rateLimit").put("rateLimits",
                new JsonObject().put("second", 20).put("day", 1_000_000_000)));
        Answer changed = admin().call("PATCH", path(made),
                "{\"rateLimit\":1000000000,\"rateLimits\":{\"second\":null,\"minute\":60}}");
        Answer others = admin().call("PATCH", path(made), "{\"name\":\"other\"}");
        Answer lifted = admin().call("PATCH", path(made), "{\"rateLimit\":null,\"rateLimits\":null}");

        assertThat(made.getValue("rateLimit")).isNull();
        assertThat(made.getJsonObject("rateLimits")).isEqualTo(rates(20, null, 1_000_000_000));
        assertThat(changed.json().getInteger("rateLimit")).isEqualTo(1_000_000_000);
        assertThat(changed.json().getJsonObject("rateLimits")).isEqualTo(rates(null, 60, 1_000_000_000));
        assertThat(others.json().getJsonObject("rateLimits")).isEqualTo(rates(null, 60, 1_000_000_000));
        assertThat(lifted.json().getValue("rateLimit")).isNull();
        assertThat(lifted.json().getJsonObject("rateLimits")).isEqualTo(rates(null, null, null));
        assertThat(admin().call("GET", path(made), null).json()).isEqualTo(lifted.json());
        JsonArray events = new JsonArray(admin().call("GET", path(made) + "/events", null).response().body());
        assertThat(events.getJsonObject(1).getJsonArray("changes")).containsExactly("rateLimit", "rateLimits");
    }

    private static JsonObject rates(Integer second, Integer minute, Integer day) {
        return new JsonObject().put("second", second).put("minute", minute).put("day", day);
    }

    @Test
    public void problemsAreReportedAllAtOnce() {
        Answer answer = admin().call("PATCH", path(admin().create("many")),
                "{\"nme\":1,\"rateLimit\":0,\"scopes\":[\"x\"],\"active\":\"yes\",\"expiresInSeconds\":5}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getJsonArray("details").stream().map(detail -> ((JsonObject) detail).getString("path")))
                .containsExactlyInAnyOrder("nme", "rateLimit", "scopes", "active", "expiresInSeconds");
    }

    private static String path(JsonObject key) {
        return "/api/keys/" + key.getString("id");
    }
}
