package io.voiceforge;

import static io.voiceforge.testing.FakeProvider.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.FakeProvider;
import io.voiceforge.testing.GatewayProcess;
import io.voiceforge.testing.Postgres;
import io.voiceforge.testing.RedisServer;
import io.voiceforge.testing.Speak;

/** Prices and the quota of cost, with the packaged program. */
class PricesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int IN_FLIGHT = 8;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{\"currency\":\"USD\",\"prices\":{\"openai\":{\"m\":{\"request\":-1}}}}|has a mistake: prices.openai.m.request must be"
                    + " a number of US dollars from 0 to 1000000, with at most 6 decimals.",
            "{\"currency\":\"USD\",\"prices\":{\"opnai\":{\"m\":{\"request\":1}}}}|has prices of \"opnai\", which is neither a"
                    + " provider nor a host." })
    void aMistakeInTheFileStopsTheStartWithASentence(String json, String sentence) throws IOException {
        Path file = Files.writeString(directory.resolve("prices.json"), json);

        try (GatewayProcess gateway = GatewayProcess.launch(Map.of("VOICEFORGE_PRICES_FILE", file.toString()))) {
            assertThat(gateway.exitStatus()).isEqualTo(1);
            assertThat(gateway.log())
                    .contains("VoiceForge cannot start: VOICEFORGE_PRICES_FILE: the file " + file + " " + sentence)
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aFileThatIsNotThereStopsTheStart() {
        Path file = directory.resolve("missing.json");

        try (GatewayProcess gateway = GatewayProcess.launch(Map.of("VOICEFORGE_PRICES_FILE", file.toString()))) {
            assertThat(gateway.exitStatus()).isEqualTo(1);
            assertThat(gateway.log()).contains("VoiceForge cannot start: VOICEFORGE_PRICES_FILE must name a file that can be"
                    + " read, but " + file + " cannot.").doesNotContain("\tat ");
        }
    }

    @Test
    void twoReplicasOnOneRedisSpendAQuotaAndNoMore() throws Exception {
        // a call costs 10 characters of 100 micro-dollars each
        Path file = Files.writeString(directory.resolve("prices.json"),
                "{\"currency\":\"USD\",\"prices\":{\"openai\":{\"*\":{\"millionCharacters\":100}}}}");
        try (Postgres postgres = new Postgres().open();
                RedisServer redis = new RedisServer().open();
                FakeProvider openAi = new FakeProvider().start()) {
            openAi.will(bytes("audio/mpeg", new byte[100]));
            Map<String, String> environment = new HashMap<>(Map.of("VOICEFORGE_PRICES_FILE", file.toString(), "DATABASE_URL",
                    postgres.url(), "REDIS_URL", redis.url(), "VOICEFORGE_REDIS_TIMEOUT", "10s", "VOICEFORGE_DATABASE_TIMEOUT",
                    "30s", "ADMIN_TOKEN", Admin.TOKEN, "AI_INTEGRATIONS_OPENAI_BASE_URL", openAi.url() + "/v1"));
            try (GatewayProcess one = GatewayProcess.start(environment);
                    GatewayProcess two = GatewayProcess.start(environment)) {
                awaitReady(one);
                awaitReady(two);
                JsonObject key = new Admin(one.uri("/"))
                        .create(new JsonObject().put("name", "spends").put("quota", new JsonObject().put("cost", 50_500)));

                assertThat(spoken(List.of(one, two), key.getString("key"), 80)).isEqualTo(50);

                await().atMost(PATIENCE).untilAsserted(() -> {
                    JsonObject report = report(two, key.getString("key"));
                    assertThat(report.getLong("totalRequests")).isEqualTo(80);
                    assertThat(report.getLong("cost")).isEqualTo(50_000);
                });
                HttpResponse<String> refused = speak(one, key.getString("key"));
                assertThat(refused.statusCode()).isEqualTo(429);
                assertThat(refused.body()).contains("quota_exceeded", "0.000500 are left, and this request needs 0.001000");
            }
        }
    }

    private static long spoken(List<GatewayProcess> replicas, String secret, int times) {
        ExecutorService callers = Executors.newFixedThreadPool(IN_FLIGHT);
        try {
            List<CompletableFuture<Integer>> statuses = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                GatewayProcess replica = replicas.get(i % replicas.size());
                statuses.add(CompletableFuture.supplyAsync(() -> speak(replica, secret).statusCode(), callers));
            }
            return statuses.stream().map(CompletableFuture::join).filter(status -> status == 200).count();
        } finally {
            callers.shutdown();
        }
    }

    private static HttpResponse<String> speak(GatewayProcess replica, String secret) {
        return Speak.send(Speak.request(replica.uri("/api/tts"), Speak.tts("0123456789").put("format", "mp3"))
                .setHeader("X-API-Key", secret).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonObject report(GatewayProcess gateway, String secret) {
        return new JsonObject(Speak.send(HttpRequest.newBuilder(gateway.uri("/api/usage")).header("X-API-Key", secret).build(),
                HttpResponse.BodyHandlers.ofString()).body());
    }

    private static void awaitReady(GatewayProcess gateway) {
        await().atMost(PATIENCE).until(() -> Speak.send(HttpRequest.newBuilder(gateway.uri("/api/ready")).build(),
                HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
    }
}
