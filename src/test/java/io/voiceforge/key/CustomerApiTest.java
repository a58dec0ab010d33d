package io.voiceforge.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkus.test.common.http.TestHTTPResource;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.Admin.Answer;

/** Customers over HTTP; the same on each store. */
public abstract class CustomerApiTest {

    @TestHTTPResource("/")
    URI root;

    private final String name = "Hôtel & Söhne / " + UUID.randomUUID();

    @Test
    public void isCreatedReadChangedAndDeleted() {
        Answer created = call("POST", "/api/customers", new JsonObject().put("name", name).put("maxConcurrent", 5)
                .put("rateLimit", 100).put("rateLimits", new JsonObject().put("second", 3).put("day", 1_000_000_000))
                .put("quota", new JsonObject().put("characters", 100).put("cost", 7)));
        JsonObject customer = created.json();
        String path = "/api/customers/" + customer.getString("id");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.response().headers().firstValue("Location")).contains(path);
        assertThat(customer.fieldNames()).containsExactlyInAnyOrder("id", "name", "createdAt", "updatedAt", "rateLimit",
                "rateLimits", "maxConcurrent",
                "quota");
        assertThat(call("GET", path, null).json()).isEqualTo(customer);
        assertThat(new JsonArray(call("GET", "/api/customers?name=" + encoded(name), null).response().body()))
                .containsExactly(customer);

        JsonObject changed = call("PATCH", path,
                new JsonObject(
                        "{\"rateLimit\":null,\"rateLimits\":{\"second\":null,\"minute\":7},\"maxConcurrent\":null,\"quota\":{\"characters\":null,\"tokens\":9}}"))
                .json();
        assertThat(customer.getInteger("rateLimit")).isEqualTo(100);
        assertThat(customer.getJsonObject("rateLimits"))
                .isEqualTo(new JsonObject("{\"second\":3,\"minute\":null,\"day\":1000000000}"));
        assertThat(changed.getValue("rateLimit")).isNull();
        assertThat(changed.getJsonObject("rateLimits"))
                .isEqualTo(new JsonObject("{\"second\":null,\"minute\":7,\"day\":1000000000}"));
        assertThat(changed.getValue("maxConcurrent")).isNull();
        assertThat(changed.getJsonObject("quota"))
                .isEqualTo(new JsonObject("{\"characters\":null,\"audioSeconds\":null,\"tokens\":9,\"cost\":7}"));
        assertThat(changed.getInstant("updatedAt")).isAfter(changed.getInstant("createdAt"));

        assertThat(call("DELETE", path, null).json()).isEqualTo(new JsonObject().put("success", true));
        assertThat(call("GET", path, null).status()).isEqualTo(404);
        assertThat(call("DELETE", path, null).status()).isEqualTo(404);
        JsonArray events = new JsonArray(call("GET", path + "/events", null).response().body());
        assertThat(events.stream().map(event -> ((JsonObject) event).getString("action")
                + ((JsonObject) event).getJsonArray("changes"))).containsExactly("created[]",
                        "updated[\"maxConcurrent\",\"quota\",\"rateLimit\",\"rateLimits\"]", "deleted[]");
    }

    @Test
    public void hasKeysThatAreListedAndKeepItFromBeingDeleted() {
        JsonObject customer = call("POST", "/api/customers", new JsonObject().put("name", name)).json();
        String path = "/api/customers/" + customer.getString("id");
        assertThat(customer.getValue("rateLimit")).as("none by default").isNull();
        assertThat(customer.getJsonObject("rateLimits")).allSatisfy(window -> assertThat(window.getValue()).isNull());
        JsonObject first = admin().create(new JsonObject().put("name", "first").put("customer", name));
        JsonObject second = admin().create("second");

        assertThat(first.getString("customer")).isEqualTo(name);
        assertThat(second.getValue("customer")).isNull();
        call("PATCH", "/api/keys/" + second.getString("id"), new JsonObject().put("customer", name));
        assertThat(ids("&limit=1")).containsExactly(second.getString("id"));
        assertThat(ids("")).containsExactly(second.getString("id"), first.getString("id"));
        assertThat(admin().statusOf(first.getString("key"))).isEqualTo(200);

        Answer refused = call("DELETE", path, null);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().getString("code")).isEqualTo("conflict");
        call("PATCH", "/api/keys/" + second.getString("id"), new JsonObject().putNull("customer"));
        call("DELETE", "/api/keys/" + first.getString("id"), null);
        assertThat(call("DELETE", path, null).status()).isEqualTo(200);
        assertThat(ids("")).isEmpty();
    }

    @Test
    public void aNameIsTakenOnceAndNeverChanges() {
        JsonObject customer = call("POST", "/api/customers", new JsonObject().put("name", name)).json();

        Answer again = call("POST", "/api/customers", new JsonObject().put("name", name));
        Answer renamed = call("PATCH", "/api/customers/" + customer.getString("id"), new JsonObject().put("name", "other"));

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().getString("code")).isEqualTo("conflict");
        assertThat(renamed.status()).isEqualTo(400);
    }

    @Test
    public void whatIsNoCustomerIsNotFound() {
        String key = admin().create("a key").getString("id");
        for (String id : new String[] { "nonsense", UUID.randomUUID().toString(), key }) {
            assertThat(call("GET", "/api/customers/" + id, null).status()).isEqualTo(404);
            assertThat(call("GET", "/api/customers/" + id + "/events", null).status()).isEqualTo(404);
            assertThat(call("DELETE", "/api/customers/" + id, null).status()).isEqualTo(404);
            assertThat(call("PATCH", "/api/customers/" + id, new JsonObject().put("maxConcurrent", 1)).status())
                    .isEqualTo(404);
        }
        JsonObject customer = call("POST", "/api/customers", new JsonObject().put("name", name)).json();
        assertThat(call("GET", "/api/keys/" + customer.getString("id") + "/events", null).status()).isEqualTo(404);
    }

    public static Stream<Arguments> badBodies() {
        return Stream.of(Arguments.of("{}", "name"), Arguments.of("{\"name\":null}", "name"),
                Arguments.of("{\"name\":\" \"}", "name"), Arguments.of("{\"name\":\"" + "x".repeat(101) + "\"}", "name"),
                Arguments.of("{\"name\":\"a\\u0000\"}", "name"),
                Arguments.of("{\"name\":\"x\",\"maxConcurrent\":0}", "maxConcurrent"),
                Arguments.of("{\"name\":\"x\",\"quota\":{\"cost\":-1}}", "quota.cost"),
                Arguments.of("{\"name\":\"x\",\"rateLimit\":0}", "rateLimit"),
                Arguments.of("{\"name\":\"x\",\"rateLimit\":1000000001}", "rateLimit"),
                Arguments.of("{\"name\":\"x\",\"rateLimits\":{\"hour\":5}}", "rateLimits.hour"),
                Arguments.of("{\"name\":\"x\",\"rateLimits\":{\"day\":\"5\"}}", "rateLimits.day"),
                Arguments.of("{\"name\":\"x\",\"speechCache\":true}", "speechCache"));
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    public void badBodies(String body, String path) {
        Answer answer = admin().call("POST", "/api/customers", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getJsonArray("details").getJsonObject(0).getString("path")).isEqualTo(path);
    }

    private Stream<String> ids(String query) {
        return new JsonArray(call("GET", "/api/keys?customer=" + encoded(name) + query, null).response().body()).stream()
                .map(key -> ((JsonObject) key).getString("id"));
    }

    private Answer call(String method, String path, JsonObject body) {
        return admin().call(method, path, body == null ? null : body.encode());
    }

    private Admin admin() {
        return new Admin(root);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }
}
