package io.voiceforge;

import static io.voiceforge.testing.FakeProvider.bytes;
import static io.voiceforge.testing.FakeProvider.json;
import static io.voiceforge.testing.FakeProvider.status;
import static io.voiceforge.testing.Speak.tts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.io.TempDir;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.FakeProvider;
import io.voiceforge.testing.GatewayProcess;
import io.voiceforge.testing.Postgres;
import io.voiceforge.testing.RedisServer;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.TcpProxy;
import io.voiceforge.testing.TestCertificate;

/** What the URLs of the environment lead to, with the packaged program. */
class ConnectionsIT {

    @TempDir
    Path directory;

    /** Only the JVM can be told what names stand for without being root. */
    @Test
    @DisabledIf("io.voiceforge.testing.GatewayProcess#isNative")
    void hostsWithUnderscoresAreReachedAsDockerNamesThem() throws IOException {
        Path hosts = Files.writeString(directory.resolve("hosts"),
                "127.0.0.1 voice_db voice_redis voice_ml kokoro_tts otel_collector\n");
        try (Postgres postgres = new Postgres().open();
                RedisServer redis = new RedisServer().open();
                FakeProvider space = new FakeProvider().start();
                FakeProvider openAi = new FakeProvider().start();
                FakeProvider collector = new FakeProvider().start();
                GatewayProcess gateway = GatewayProcess.start(Map.of(
                        "DATABASE_URL", postgres.url().replace("127.0.0.1", "voice_db"),
                        "REDIS_URL", redis.url().replace("127.0.0.1", "voice_redis"),
                        "HF_ML_API_URL", space.url().replace("127.0.0.1", "voice_ml"),
                        "AI_INTEGRATIONS_OPENAI_BASE_URL", openAi.url().replace("127.0.0.1", "kokoro_tts") + "/v1",
                        "OTEL_EXPORTER_OTLP_ENDPOINT", collector.url().replace("127.0.0.1", "otel_collector"),
                        "QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "100ms",
                        "VOICEFORGE_DEFAULT_API_KEY", Speak.KEY),
                        "-Djdk.net.hosts.file=" + hosts, "-Dvertx.disableDnsResolver=true")) {
            awaitReady(gateway);
            awaitShared(gateway);
            collector.will(status(200));

            // the typed clients; what they hear late counts as nothing, and is asked for again later
            openAi.healthWill(json("{\"data\":[{\"id\":\"kokoro\"}]}"));
            await().untilAsserted(() -> assertThat(get(gateway, "/api/health").body())
                    .contains("\"space\":{\"status\":\"up\"", "\"openai\":{\"status\":\"up\""));
            await().until(() -> get(gateway, "/v1/models").body().contains("kokoro"));

            // the streaming client
            space.will(status(500));
            openAi.will(bytes("audio/mpeg", new byte[10]));
            assertThat(Speak.bytes(gateway.uri("/api/tts"), tts("Hello").put("format", "mp3")).statusCode()).isEqualTo(200);
            assertThat(openAi.seen()).extracting(FakeProvider.Seen::path).contains("/v1/audio/speech");
            await().until(() -> !collector.seen().isEmpty());
            assertThat(collector.seen()).extracting(FakeProvider.Seen::path).containsOnly("/v1/traces");
        }
    }

    @Test
    @DisabledIf("io.voiceforge.testing.GatewayProcess#isNative")
    void fullVerificationWithoutAFileIsByTheRootsThatJavaTrusts() {
        TestCertificate certificate = TestCertificate.in(directory);
        NetServerOptions tls = new NetServerOptions().setSsl(true)
                .setKeyCertOptions(
                        new PfxOptions().setPath(certificate.store().toString()).setPassword(TestCertificate.PASSWORD));
        try (Postgres postgres = new Postgres().open(certificate);
                RedisServer redis = new RedisServer().open();
                TcpProxy secured = new TcpProxy(redis.port(), tls)) {
            String database = postgres.url() + "?sslmode=verify-full";
            String limits = "rediss://127.0.0.1:" + secured.port();

            try (GatewayProcess trusting = GatewayProcess.start(environment(database + "&sslrootcert=system", limits),
                    certificate.trusted())) {
                awaitReady(trusting);
                awaitShared(trusting);
            }
            try (GatewayProcess trusting = GatewayProcess.start(environment(database.replace("127.0.0.1", "localhost"),
                    limits.replace("127.0.0.1", "localhost")), certificate.trusted())) {
                awaitRefused(trusting);
                assertThat(get(trusting, "/api/ready").statusCode()).as("the certificate is another's").isEqualTo(503);
                assertThat(shared(trusting)).isFalse();
            }
            try (GatewayProcess wary = GatewayProcess.start(environment(database, limits))) {
                awaitRefused(wary);
                assertThat(get(wary, "/api/ready").statusCode()).as("nobody trusts the certificate").isEqualTo(503);
                assertThat(shared(wary)).isFalse();
            }
            try (GatewayProcess trusting = GatewayProcess.start(environment(
                    postgres.url() + "?sslmode=verify-ca&sslrootcert=" + certificate.certificate(),
                    limits + "?ssl_cert_reqs=none"))) {
                awaitReady(trusting);
                awaitShared(trusting);
            }
        }
    }

    @Test
    void authoritiesOfTheOperatorsOwnAreTrustedByEveryClient() {
        TestCertificate certificate = TestCertificate.in(directory);
        NetServerOptions tls = new NetServerOptions().setSsl(true)
                .setKeyCertOptions(
                        new PfxOptions().setPath(certificate.store().toString()).setPassword(TestCertificate.PASSWORD));
        try (RedisServer redis = new RedisServer().open();
                FakeProvider openAi = new FakeProvider().start();
                FakeProvider collector = new FakeProvider().start();
                TcpProxy securedRedis = new TcpProxy(redis.port(), tls);
                TcpProxy securedOpenAi = new TcpProxy(port(openAi), tls);
                TcpProxy securedCollector = new TcpProxy(port(collector), tls)) {
            Map<String, String> environment = new HashMap<>(Map.of("REDIS_URL", "rediss://127.0.0.1:" + securedRedis.port(),
                    "AI_INTEGRATIONS_OPENAI_BASE_URL", "https://127.0.0.1:" + securedOpenAi.port() + "/v1",
                    "OTEL_EXPORTER_OTLP_ENDPOINT", "https://127.0.0.1:" + securedCollector.port(),
                    "QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "100ms"));
            openAi.will(bytes("audio/mpeg", new byte[10]));
            collector.will(status(200));

            try (GatewayProcess wary = GatewayProcess.start(environment)) {
                assertThat(get(wary, "/api/health").body()).contains("\"openai\":{\"status\":\"down\"");
                assertThat(Speak.bytes(wary.uri("/api/tts"), tts("Hello").put("format", "mp3").put("model", "openai/tts-1"))
                        .statusCode()).isEqualTo(502);
                assertThat(openAi.seen()).isEmpty();
                await().untilAsserted(() -> assertThat(wary.log())
                        .containsOnlyOnce("The certificate of the provider openai is not trusted"));
                assertThat(wary.log()).contains("VOICEFORGE_CA_CERTIFICATES");
            }

            environment.put("VOICEFORGE_CA_CERTIFICATES", certificate.certificate().toString());
            try (GatewayProcess trusting = GatewayProcess.start(environment)) {
                awaitShared(trusting);
                await().untilAsserted(() -> assertThat(get(trusting, "/api/health").body())
                        .contains("\"openai\":{\"status\":\"up\""));
                assertThat(Speak.bytes(trusting.uri("/api/tts"), tts("Hello").put("format", "mp3")
                        .put("model", "openai/tts-1")).statusCode()).isEqualTo(200);
                await().until(() -> !collector.seen().isEmpty());
                assertThat(trusting.log()).doesNotContain("not trusted");
            }
        }
    }

    private static int port(FakeProvider provider) {
        return URI.create(provider.url()).getPort();
    }

    @Test
    void usersPasswordsAndDatabasesMayHaveAnyCharacter() {
        Vertx vertx = Vertx.vertx();
        try (Postgres postgres = new Postgres().open(); RedisServer redis = new RedisServer().open()) {
            postgres.execute("create role \"u+1 é@%\" login superuser password 'p+w %2B/@:é$x'");
            postgres.execute("create database \"d+b %2F/é\"");
            Redis client = redis.client(vertx);
            Request user = Request.cmd(Command.ACL).arg("SETUSER").arg("u+1:é@%").arg("on").arg(">p+w %2B/@:é$x").arg("~*")
                    .arg("+@all");
            client.send(user)
                    .compose(done -> client.send(Request.cmd(Command.CONFIG).arg("SET").arg("requirepass").arg("other")))
                    .toCompletionStage().toCompletableFuture().join();
            String password = "p+w%20%252B%2F%40%3A%C3%A9$x";

            try (GatewayProcess gateway = GatewayProcess.start(environment(
                    "postgres://u+1%20%C3%A9%40%25:" + password + "@" + postgres.url().replaceAll(".*@|/postgres$", "")
                            + "/d+b%20%252F%2F%C3%A9",
                    "redis://u+1%3A%C3%A9%40%25:" + password + "@127.0.0.1:" + redis.port() + "/3"))) {
                awaitReady(gateway);
                awaitShared(gateway);
                assertThat(gateway.log()).doesNotContain("p+w");
            }
        } finally {
            vertx.close();
        }
    }

    private static Map<String, String> environment(String database, String redis) {
        return Map.of("DATABASE_URL", database, "REDIS_URL", redis, "ADMIN_TOKEN", Admin.TOKEN);
    }

    private static void awaitReady(GatewayProcess gateway) {
        await().untilAsserted(
                () -> assertThat(get(gateway, "/api/ready").statusCode()).as(gateway.log()).isEqualTo(200));
    }

    private static void awaitRefused(GatewayProcess gateway) {
        await().untilAsserted(() -> assertThat(gateway.log())
                .contains("The database cannot be used yet").contains("Redis does not decide about limits"));
    }

    private static void awaitShared(GatewayProcess gateway) {
        await().untilAsserted(() -> assertThat(shared(gateway)).as(gateway.log()).isTrue());
    }

    /** Whether Redis decides about limits. */
    private static boolean shared(GatewayProcess gateway) {
        return get(gateway, "/q/metrics").body().contains("voiceforge_limits_shared 1.0");
    }

    private static HttpResponse<String> get(GatewayProcess gateway, String path) {
        return Speak.send(HttpRequest.newBuilder(gateway.uri(path)).header("X-API-Key", Speak.KEY).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
