package io.voiceforge.usage;

import static io.voiceforge.testing.FakeProvider.bytes;
import static io.voiceforge.testing.FakeProvider.chunks;
import static io.voiceforge.testing.FakeProvider.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.WithFakeProviders;

/** Reports say what clients have counted; the same on each store. */
public abstract class UsageApiTest extends WithFakeProviders {

    @Test
    public void mixedRunOfFiveHundredCallsIsReportedAsItWas() throws IOException {
        openAi.will(bytes("audio/aac", new byte[500]));
        byte[] wav = Sound.wav(8000, 0.1);
        JsonObject key = new Admin(root).create("measured");
        String secret = key.getString("key");
        long characters = 0;
        // as the clients see it: a machine that is slow for a moment makes one provider take over from the other
        Map<String, Object> byProvider = new HashMap<>();

        for (int i = 0; i < 500; i++) {
            guards.closeAll();
            switch (i % 5) {
                case 0, 1 -> {
                    space.will(bytes("audio/wav", wav));
                    count(byProvider, speak(secret, Speak.tts("Hello " + i)));
                    characters += ("Hello " + i).length();
                }
                case 2 -> {
                    count(byProvider, speak(secret, Speak.tts("ünï").put("format", "aac")));
                    characters += 3;
                }
                case 3 -> assertThat(speak(secret, Speak.tts("")).statusCode()).isEqualTo(400);
                default -> {
                    space.will(status(422));
                    assertThat(speak(secret, Speak.tts("refused")).statusCode()).isEqualTo(422);
                }
            }
        }
        space.will(chunks(space.vertx(), "audio/wav", wav, 100, 20, true));
        HttpResponse<InputStream> left = Speak.send(request(secret, Speak.tts("left")),
                HttpResponse.BodyHandlers.ofInputStream());
        count(byProvider, left);
        characters += 4;
        left.body().readNBytes(100);
        left.body().close();

        long spoken = characters;
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            JsonObject report = report(secret, "");
            assertThat(report.getLong("totalRequests")).isEqualTo(501);
            assertThat(report.getLong("ttsRequests")).isEqualTo(501);
            assertThat(report.getLong("requestsToday")).isEqualTo(501);
            assertThat(report.getLong("sttRequests")).isZero();
            assertThat(report.getLong("charactersSynthesized")).isEqualTo(spoken);
            assertThat(report.getDouble("successRate")).isEqualTo(60.0);
            assertThat(report.getJsonObject("byProvider")).isEqualTo(new JsonObject(byProvider));
            assertThat(report.getDouble("avgLatency")).isPositive();
            assertThat(report.getJsonObject("latency").getDouble("p99"))
                    .isGreaterThanOrEqualTo(report.getJsonObject("latency").getDouble("p50"));
            assertThat(report.getJsonArray("series").stream().mapToLong(step -> ((JsonObject) step).getLong("requests")).sum())
                    .isEqualTo(501);
            assertThat(report.getJsonArray("series").stream().mapToLong(step -> ((JsonObject) step).getLong("errors")).sum())
                    .isEqualTo(200);
        });
        assertThat(report(secret, "?granularity=hour").getLong("totalRequests")).isEqualTo(501);
        assertThat(report(secret, "?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z").getLong("totalRequests")).isZero();
        assertThat(report(secret, "?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z").getValue("successRate")).isNull();

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            JsonObject record = new Admin(root).call("GET", "/api/keys/" + key.getString("id"), null).json();
            assertThat(record.getLong("usage")).isEqualTo(501);
            assertThat(Instant.parse(record.getString("lastUsedAt"))).isAfter(Instant.now().minusSeconds(300));
        });
        JsonObject all = new Admin(root).call("GET", "/api/usage/keys", null).json();
        assertThat(all.getJsonObject(key.getString("id")).getLong("totalRequests")).isEqualTo(501);
    }

    @Test
    public void anotherKeySeesItsOwnNumbersOnly() {
        String secret = new Admin(root).create("unused").getString("key");

        JsonObject report = report(secret, "");

        assertThat(report.getLong("totalRequests")).isZero();
        assertThat(report.getValue("successRate")).isNull();
        assertThat(report.getValue("avgLatency")).isNull();
        assertThat(report.getJsonArray("series")).isEmpty();
    }

    @Test
    public void reportsByGroupAsJsonAndAsCsv() {
        openAi.will(bytes("audio/mpeg", new byte[500]));
        String customer = "Grouped " + UUID.randomUUID();
        new Admin(root).call("POST", "/api/customers", new JsonObject().put("name", customer).encode());
        JsonObject key = new Admin(root).create(new JsonObject().put("name", "grouped").put("customer", customer));
        String secret = key.getString("key");
        for (String model : List.of("openai/tts-1", "openai/tts-1", "openai/=cmd, \"x\"")) {
            assertThat(speak(secret, Speak.tts("Hello").put("format", "mp3").put("model", model)).statusCode()).isEqualTo(200);
        }
        assertThat(speak(secret, Speak.tts("")).statusCode()).isEqualTo(400);

        await().untilAsserted(() -> {
            JsonObject report = report(secret, "?groupBy=operation,model");
            assertThat(report.getLong("totalRequests")).isEqualTo(4);
            assertThat(report.getJsonArray("groups").stream().map(group -> ((JsonObject) group).getJsonObject("group").encode()
                    + ((JsonObject) group).getLong("requests") + ((JsonObject) group).getLong("characters")))
                    .containsExactly("{\"operation\":\"speech\",\"model\":null}10",
                            "{\"operation\":\"speech\",\"model\":\"=cmd, \\\"x\\\"\"}15",
                            "{\"operation\":\"speech\",\"model\":\"tts-1\"}210");
        });
        assertThat(report(secret, "").containsKey("groups")).isFalse();

        String path = "/api/usage?granularity=hour&groupBy=operation,model";
        HttpResponse<String> csv = accepting("text/csv", secret, path);
        assertThat(csv.statusCode()).isEqualTo(200);
        assertThat(Speak.header(csv, "Content-Type")).startsWith("text/csv");
        assertThat(csv.body()).startsWith("bucketStart,operation,model,requests,errors,characters,").endsWith("\r\n")
                .contains(":00:00Z,speech,,1,1,0,", ":00:00Z,speech,tts-1,2,0,10,",
                        ":00:00Z,speech,\"'=cmd, \"\"x\"\"\",1,0,5,");
        for (String accept : List.of("*/*", "application/json", "text/html, */*;q=0.1", "application/json, text/csv;q=0.5")) {
            assertThat(Speak.header(accepting(accept, secret, path), "Content-Type")).as(accept)
                    .startsWith("application/json");
        }
        assertThat(Speak.header(get(secret, path), "Content-Type")).startsWith("application/json");

        HttpResponse<String> all = Speak.send(HttpRequest.newBuilder(root.resolve("/api/usage/all?groupBy=key"))
                .header("X-Admin-Token", Admin.TOKEN).header("Accept", "text/csv").build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(all.body()).contains(key.getString("id") + ",4,1,15,");
        String filter = "?customer=" + customer.replace(" ", "%20");
        JsonObject ofCustomer = new Admin(root).call("GET", "/api/usage/all" + filter + "&groupBy=customer", null).json();
        assertThat(ofCustomer.getJsonArray("groups")).hasSize(1);
        assertThat(ofCustomer.getJsonArray("groups").getJsonObject(0).getJsonObject("group").getString("customer"))
                .isEqualTo(customer);
        assertThat(ofCustomer.getLong("totalRequests")).isEqualTo(4);
        assertThat(new Admin(root).call("GET", "/api/usage/keys" + filter, null).json().fieldNames())
                .containsExactly(key.getString("id"));
        assertThat(report(secret, filter).getLong("totalRequests")).isEqualTo(4);
        assertThat(report(secret, "?customer=another").getLong("totalRequests")).isZero();
        for (String empty : List.of("", "?from=&to=&granularity=&groupBy=&customer=", "?unknown=x")) {
            assertThat(report(secret, empty).getLong("totalRequests")).as(empty).isEqualTo(4);
        }
        assertThat(new Admin(root).call("GET", "/api/usage/all?customer=%00", null).status()).isEqualTo(400);
    }

    private HttpResponse<String> accepting(String type, String secret, String path) {
        return Speak.send(HttpRequest.newBuilder(root.resolve(path)).header("X-API-Key", secret).header("Accept", type).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(strings = { "groupBy=colour", "groupBy=model,model", "groupBy=key,", "granularity=minute",
            "from=yesterday", "to=x",
            "from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z",
            "from=1900-01-01T00:00:00Z", "from=2026-01-01T00:00:00Z&to=2026-06-01T00:00:00Z&granularity=hour",
            "from=%2B999999999-01-01T00:00:00Z" })
    public void badQueries(String query) {
        String secret = new Admin(root).create("asks badly").getString("key");

        HttpResponse<String> answer = get(secret, "/api/usage?" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
    }

    private static void count(Map<String, Object> byProvider, HttpResponse<?> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        byProvider.merge(Speak.header(answer, "X-VoiceForge-Provider"), 1, (a, b) -> (Integer) a + (Integer) b);
    }

    private JsonObject report(String secret, String query) {
        HttpResponse<String> answer = get(secret, "/api/usage" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private HttpResponse<String> get(String secret, String path) {
        return Speak.send(HttpRequest.newBuilder(root.resolve(path)).header("X-API-Key", secret).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<byte[]> speak(String secret, JsonObject body) {
        return Speak.send(request(secret, body), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpRequest request(String secret, JsonObject body) {
        return Speak.request(root.resolve("/api/tts"), body).setHeader("X-API-Key", secret).build();
    }
}
