package io.voiceforge;

import static io.voiceforge.testing.FakeProvider.bytes;
import static io.voiceforge.testing.Speak.header;
import static io.voiceforge.testing.Speak.tts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.FakeProvider;
import io.voiceforge.testing.GatewayProcess;
import io.voiceforge.testing.Postgres;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Speak;

/** The packaged program as containers run it: started, watched and stopped by machines. */
class ContainerIT {

    @TempDir
    Path directory;

    // ---- watched

    @Test
    void itsOwnProbeFindsItAliveAndNobodyWhereNobodyIs() throws IOException {
        try (GatewayProcess gateway = GatewayProcess.start(Map.of())) {
            assertThat(GatewayProcess.run(Map.of("PORT", String.valueOf(gateway.port())), "health")).isZero();
        }
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThat(GatewayProcess.run(Map.of("PORT", String.valueOf(free)), "health")).isEqualTo(1);
        assertThat(GatewayProcess.run(Map.of("PORT", "none"), "health")).isEqualTo(1);
    }

    @Test
    void runsAsUid1000InAReadOnlyDirectoryWith256MegabytesAtAnotherPort() throws IOException {
        // Given
        boolean root = "root".equals(System.getProperty("user.name"));
        List<String> asUser = root ? List.of("setpriv", "--reuid=1000", "--regid=1000", "--clear-groups") : List.of();
        assumeThat(!root || Files.isExecutable(Path.of("/usr/bin/setpriv"))).as("setpriv, to become uid 1000").isTrue();
        assumeThat(Path.of("/proc/self/status")).as("Linux, to see the memory").exists();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        // When
        try (GatewayProcess gateway = GatewayProcess.startBy(asUser, directory, Map.of("PORT", String.valueOf(port)), "-Xmx64m",
                "-Xss512k", "-XX:ReservedCodeCacheSize=32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError")) {
            List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                JsonObject body = tts("Hello from a small container, number " + i + ".").put("format",
                        i % 2 == 0 ? "mp3" : "wav");
                answers.add(CompletableFuture.supplyAsync(() -> Speak.bytes(gateway.uri("/api/tts"), body)));
            }
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();

            // Then
            assertThat(gateway.port()).isEqualTo(port).isNotEqualTo(7860);
            for (int i = 0; i < answers.size(); i++) {
                HttpResponse<byte[]> answer = answers.get(i).join();
                assertThat(answer.statusCode()).isEqualTo(200);
                if (i % 2 == 0) {
                    assertThat(Sound.isMp3(answer.body())).isTrue();
                } else {
                    assertThat(Sound.seconds(answer.body())).isGreaterThan(1);
                }
            }
            String status = Files.readString(Path.of("/proc/" + gateway.handle().pid() + "/status"));
            assertThat(number("Uid:\\s+([0-9]+)", status)).isEqualTo(root ? 1000
                    : number("Uid:\\s+([0-9]+)",
                            Files.readString(Path.of("/proc/self/status"))));
            long peakKilobytes = number("VmHWM:\\s+([0-9]+) kB", status);
            assertThat(peakKilobytes).as("peak of the resident memory in kB").isBetween(20_000L, 256 * 1024L);
            assertThat(gateway.log()).doesNotContain("ERROR", "Permission denied", "OutOfMemory");
            try (var files = Files.list(directory)) {
                assertThat(files).isEmpty();
            }
            gateway.terminate();
            assertThat(gateway.exitStatus()).isZero();
        }
    }

    // ---- stopped

    @Test
    void fiftyStreamsOutliveSigtermAndNothingOfThemIsLost() throws Exception {
        int streams = 50;
        try (Postgres postgres = new Postgres().open(); FakeProvider openAi = new FakeProvider().start()) {
            Queue<HttpServerResponse> held = new ConcurrentLinkedQueue<>();
            openAi.will(request -> {
                HttpServerResponse response = request.response().putHeader("Content-Type", "audio/mpeg").setChunked(true);
                response.write(Buffer.buffer(new byte[1000]));
                held.add(response);
            });
            Map<String, String> environment = Map.of("DATABASE_URL", postgres.url(), "ADMIN_TOKEN", Admin.TOKEN,
                    "AI_INTEGRATIONS_OPENAI_BASE_URL", openAi.url() + "/v1");
            String secret;
            try (GatewayProcess gateway = GatewayProcess.start(environment)) {
                await().until(() -> status(gateway, "/api/ready") == 200);
                secret = new Admin(gateway.uri("/")).create("fifty").getString("key");
                HttpRequest request = Speak.request(gateway.uri("/api/tts"), tts("Hello").put("format", "mp3"))
                        .setHeader("X-API-Key", secret).build();
                List<InputStream> bodies = new ArrayList<>();
                for (int i = 0; i < streams; i++) {
                    bodies.add(Speak.send(request, HttpResponse.BodyHandlers.ofInputStream()).body());
                }
                assertThat(held).hasSize(streams);

                // When
                gateway.terminate();
                await().until(() -> status(gateway, "/api/ready") == 503);
                openAi.vertx().runOnContext(now -> held.forEach(response -> {
                    for (int i = 0; i < 19; i++) {
                        response.write(Buffer.buffer(new byte[1000]));
                    }
                    response.end();
                }));

                // Then
                for (InputStream body : bodies) {
                    assertThat(body.readAllBytes()).hasSize(20_000);
                }
                assertThat(gateway.exitStatus()).isZero();
                assertThat(openAi.vanished()).isZero();
                assertThat(gateway.log()).doesNotContain("ERROR");
            }
            try (GatewayProcess gateway = GatewayProcess.start(environment)) {
                await().until(() -> status(gateway, "/api/ready") == 200);
                JsonObject usage = new JsonObject(Speak.send(HttpRequest.newBuilder(gateway.uri("/api/usage"))
                        .header("X-API-Key", secret).build(), HttpResponse.BodyHandlers.ofString()).body());
                assertThat(usage.getInteger("totalRequests")).isEqualTo(streams);
                assertThat(usage.getDouble("successRate")).isEqualTo(100.0);
                assertThat(usage.getInteger("charactersSynthesized")).isEqualTo(streams * 5);
            }
        }
    }

    @Test
    void isNotReadyFirstAndGoesOnAnsweringForAWhile() {
        try (FakeProvider openAi = new FakeProvider().start();
                GatewayProcess gateway = GatewayProcess.start(Map.of("VOICEFORGE_SHUTDOWN_DELAY", "30s",
                        "AI_INTEGRATIONS_OPENAI_BASE_URL", openAi.url() + "/v1"))) {
            openAi.will(bytes("audio/mpeg", new byte[10]));
            assertThat(status(gateway, "/api/ready")).isEqualTo(200);
            assertThat(status(gateway, "/q/health/ready")).isEqualTo(200);

            gateway.terminate();

            await().pollInterval(Duration.ofMillis(20))
                    .until(() -> status(gateway, "/api/ready") == 503);
            assertThat(status(gateway, "/q/health/ready")).isEqualTo(503);
            assertThat(status(gateway, "/api/live")).isEqualTo(200);
            assertThat(Speak.bytes(gateway.uri("/api/tts"), tts("Hello").put("format", "mp3")).statusCode()).isEqualTo(200);
            assertThat(gateway.exitStatus()).isZero();
        }
    }

    // ---- told

    @Test
    void logIsJsonWhenAskedForAndHasTheMembersOfACall() {
        try (FakeProvider openAi = new FakeProvider().start();
                GatewayProcess gateway = GatewayProcess.start(Map.of("VOICEFORGE_LOG_FORMAT", "json",
                        "AI_INTEGRATIONS_OPENAI_BASE_URL", openAi.url() + "/v1"))) {
            openAi.will(bytes("audio/mpeg", new byte[10]));
            String id = header(Speak.bytes(gateway.uri("/api/tts"), tts("A whispered secret").put("format", "mp3")),
                    "X-Request-Id");

            await().until(() -> gateway.log().contains("io.voiceforge.access-log"));
            List<JsonObject> lines = gateway.log().lines().map(JsonObject::new).toList();
            JsonObject call = lines.stream().filter(line -> line.getString("loggerName").equals("io.voiceforge.access-log"))
                    .findFirst().orElseThrow();
            assertThat(call.getString("level")).isEqualTo("INFO");
            assertThat(call.getJsonObject("mdc").getMap()).containsEntry("request", id).containsEntry("provider", "openai")
                    .containsEntry("status", "200").containsEntry("outcome", "success").containsEntry("characters", "18");
            assertThat(gateway.log()).doesNotContain("whispered", Speak.KEY);
        }
    }

    @Test
    void accessLogCanBeSwitchedOff() {
        try (FakeProvider openAi = new FakeProvider().start();
                GatewayProcess gateway = GatewayProcess.start(Map.of("VOICEFORGE_ACCESS_LOG", "false",
                        "AI_INTEGRATIONS_OPENAI_BASE_URL", openAi.url() + "/v1"))) {
            openAi.will(bytes("audio/mpeg", new byte[10]));
            Speak.bytes(gateway.uri("/api/tts"), tts("Hello").put("format", "mp3"));
            gateway.terminate();
            assertThat(gateway.exitStatus()).isZero();
            assertThat(gateway.log()).contains("stopped in").doesNotContain("access-log");
        }
    }

    @Test
    void waitingForAFreeConnectionIsTheGatewaysOwnTime() {
        Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
        try (FakeProvider openAi = new FakeProvider().start();
                GatewayProcess gateway = GatewayProcess.start(Map.of("VOICEFORGE_LIMITS_CONNECTIONS", "1",
                        "AI_INTEGRATIONS_OPENAI_BASE_URL", openAi.url() + "/v1"))) {
            JsonObject request = tts("Hello").put("format", "mp3");
            openAi.will(bytes("audio/mpeg", new byte[10]));
            Speak.bytes(gateway.uri("/api/tts"), request);
            openAi.will(held::add);

            // Given two calls and one connection
            CompletableFuture<HttpResponse<byte[]>> first = CompletableFuture
                    .supplyAsync(() -> Speak.bytes(gateway.uri("/api/tts"), request));
            await().until(() -> held.size() == 1);
            CompletableFuture<HttpResponse<byte[]>> second = CompletableFuture
                    .supplyAsync(() -> Speak.bytes(gateway.uri("/api/tts"), request));
            await().until(() -> body(gateway, "/q/metrics")
                    .contains("voiceforge_limits_decisions_total{outcome=\"admitted\"} 3"));
            await().during(Duration.ofSeconds(2)).until(() -> held.size() == 1);

            // When
            openAi.will(bytes("audio/mpeg", new byte[10]));
            openAi.vertx().runOnContext(now -> bytes("audio/mpeg", new byte[10]).accept(held.poll()));

            // Then the first has waited for its provider, and the second for the first
            assertThat(overhead(second.join())).isGreaterThanOrEqualTo(1990).isGreaterThan(overhead(first.join()));
        }
    }

    private static double overhead(HttpResponse<?> answer) {
        return Double.parseDouble(header(answer, "X-VoiceForge-Overhead-Ms"));
    }

    private static int status(GatewayProcess gateway, String path) {
        return Speak.send(HttpRequest.newBuilder(gateway.uri(path)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String body(GatewayProcess gateway, String path) {
        return Speak.send(HttpRequest.newBuilder(gateway.uri(path)).build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    private static long number(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().mapToLong(match -> Long.parseLong(match.group(1))).findFirst()
                .orElseThrow();
    }
}
