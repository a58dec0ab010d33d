package io.voiceforge;

import static io.voiceforge.testing.FakeProvider.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.FakeProvider;
import io.voiceforge.testing.GatewayProcess;
import io.voiceforge.testing.Meters;
import io.voiceforge.testing.Postgres;
import io.voiceforge.testing.RedisServer;
import io.voiceforge.testing.Speak;

/** Limits and usage of the packaged program, alone and with others. */
class UsageIT {

    @TempDir
    Path directory;

    @Test
    void sigtermLosesNothingOnTheEmbeddedStore() throws Exception {
        try (FakeProvider openAi = new FakeProvider().start()) {
            openAi.will(bytes("audio/mpeg", new byte[100]));
            Map<String, String> environment = environment(openAi, Map.of("VOICEFORGE_DATA_DIR", directory.toString()));
            sigtermLosesNothing(environment);
        }
    }

    @Test
    void sigtermLosesNothingOnPostgres() throws Exception {
        try (FakeProvider openAi = new FakeProvider().start(); Postgres postgres = new Postgres().open()) {
            openAi.will(bytes("audio/mpeg", new byte[100]));
            sigtermLosesNothing(environment(openAi, Map.of("DATABASE_URL", postgres.url(),
                    // a slow machine is not to make the database count as unreachable
                    "VOICEFORGE_DATABASE_TIMEOUT", "30s")));
        }
    }

    private static void sigtermLosesNothing(Map<String, String> environment) throws Exception {
        String secret;
        try (GatewayProcess gateway = GatewayProcess.start(environment)) {
            awaitReady(gateway);
            secret = new Admin(gateway.uri("/")).create("stops").getString("key");
            speak(gateway, secret, 64);
            // the last call ends a moment after its caller has had the answer; on a slow machine that can be a long one
            await().until(() -> Meters.sum(gateway.uri("/"), "voiceforge_requests_total{") == 64);
            gateway.terminate();
            assertThat(gateway.exitStatus()).isIn(0, 143);
        }
        try (GatewayProcess gateway = GatewayProcess.start(environment)) {
            awaitReady(gateway);
            JsonObject report = report(gateway, secret);
            assertThat(report.getLong("totalRequests")).as(report.encode()).isEqualTo(64);
            assertThat(report.getLong("charactersSynthesized")).isEqualTo(64 * 5);
        }
    }

    @Test
    void killLosesTheLastSecondAtMost() throws Exception {
        try (FakeProvider openAi = new FakeProvider().start()) {
            openAi.will(bytes("audio/mpeg", new byte[100]));
            Map<String, String> environment = environment(openAi, Map.of("VOICEFORGE_DATA_DIR", directory.toString()));
            String secret;
            try (GatewayProcess gateway = GatewayProcess.start(environment)) {
                secret = new Admin(gateway.uri("/")).create("killed").getString("key");
                speak(gateway, secret, 32);
                // what is on the disk after the next flush and the next snapshot
                Path file = directory.resolve("usage.json");
                await().until(() -> Files.exists(file)
                        && Files.readString(file).contains("SPEECH"));
                gateway.kill();
                gateway.exitStatus();
            }
            try (GatewayProcess gateway = GatewayProcess.start(environment)) {
                assertThat(report(gateway, secret).getLong("totalRequests")).isPositive().isLessThanOrEqualTo(32);
            }
        }
    }

    @Test
    void replicasOnOneRedisShareTheLimitExactly() throws Exception {
        try (Postgres postgres = new Postgres().open();
                RedisServer redis = new RedisServer().open();
                FakeProvider openAi = new FakeProvider().start()) {
            Map<String, String> environment = environment(openAi,
                    Map.of("DATABASE_URL", postgres.url(), "REDIS_URL", redis.url(),
                            // a slow machine is not to make a replica decide by itself here
                            "VOICEFORGE_REDIS_TIMEOUT", "10s"));
            try (GatewayProcess one = GatewayProcess.start(environment);
                    GatewayProcess two = GatewayProcess.start(environment)) {
                awaitReady(one);
                awaitReady(two);
                String secret = new Admin(one.uri("/")).create(new JsonObject().put("name", "shared").put("rateLimit", 300))
                        .getString("key");

                long passed = inParallel(400, i -> status(i % 2 == 0 ? one : two, secret) == 200 ? 1 : 0);

                assertThat(passed).isEqualTo(300);
            }
        }
    }

    @Test
    void noRequestFailsWhenRedisGoesAway() throws Exception {
        try (RedisServer redis = new RedisServer().open(); FakeProvider openAi = new FakeProvider().start()) {
            Map<String, String> environment = environment(openAi, Map.of("REDIS_URL", redis.url()));
            try (GatewayProcess gateway = GatewayProcess.start(environment)) {
                String secret = new Admin(gateway.uri("/")).create("goes on").getString("key");

                long passed = inParallel(200, i -> {
                    if (i == 100) {
                        redis.close();
                    }
                    return status(gateway, secret) == 200 ? 1 : 0;
                });

                assertThat(passed).isEqualTo(200);
            }
        }
    }

    private static Map<String, String> environment(FakeProvider openAi, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("ADMIN_TOKEN", Admin.TOKEN);
        environment.put("AI_INTEGRATIONS_OPENAI_BASE_URL", openAi.url() + "/v1");
        return environment;
    }

    private static void speak(GatewayProcess gateway, String secret, int times) throws Exception {
        long answered = inParallel(times,
                i -> Speak.send(Speak.request(gateway.uri("/api/tts"), Speak.tts("Hello").put("format", "mp3"))
                        .setHeader("X-API-Key", secret).build(), HttpResponse.BodyHandlers.discarding()).statusCode() == 200 ? 1
                                : 0);
        assertThat(answered).isEqualTo(times);
    }

    private static long inParallel(int times, IntUnaryOperator call) throws Exception {
        ForkJoinPool pool = new ForkJoinPool(16);
        try {
            return pool.submit(() -> IntStream.range(0, times).parallel().map(call).asLongStream().sum()).get();
        } finally {
            pool.shutdown();
        }
    }

    private static int status(GatewayProcess gateway, String secret) {
        return new Admin(gateway.uri("/")).statusOf(secret);
    }

    private static JsonObject report(GatewayProcess gateway, String secret) {
        HttpResponse<String> answer = Speak.send(
                HttpRequest.newBuilder(gateway.uri("/api/usage")).header("X-API-Key", secret).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private static void awaitReady(GatewayProcess gateway) {
        await().until(() -> Speak.send(HttpRequest.newBuilder(gateway.uri("/api/ready")).build(),
                HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
    }
}
