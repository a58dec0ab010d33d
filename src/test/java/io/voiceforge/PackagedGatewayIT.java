package io.voiceforge;

import static io.voiceforge.testing.FakeProvider.chunks;
import static io.voiceforge.testing.Speak.header;
import static io.voiceforge.testing.Speak.tts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.voiceforge.audio.AudioContainer;
import io.voiceforge.audio.AudioHeaders;
import io.voiceforge.testing.FakeProvider;
import io.voiceforge.testing.GatewayProcess;
import io.voiceforge.testing.Meters;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.Wire;

/** The packaged program as a process of its own, with an empty environment. */
class PackagedGatewayIT {

    private static final long MIB = 1024 * 1024;

    @Test
    void speaksWithNothingConfigured() {
        try (GatewayProcess gateway = GatewayProcess.start(Map.of())) {
            HttpResponse<byte[]> wav = Speak.bytes(gateway.uri("/api/tts"), tts("Hello from VoiceForge, out of the box."));
            HttpResponse<byte[]> mp3 = Speak.bytes(gateway.uri("/v1/audio/speech"),
                    new JsonObject().put("model", "tts-1").put("input", "Hello from VoiceForge.").put("voice", "nova"));

            HttpResponse<byte[]> flac = Speak.bytes(gateway.uri("/api/tts"),
                    tts("Hello from VoiceForge, out of the box.").put("format", "flac"));
            HttpResponse<byte[]> opus = Speak.bytes(gateway.uri("/v1/audio/speech"), new JsonObject().put("model", "tts-1")
                    .put("input", "Hello from VoiceForge, out of the box.").put("voice", "nova")
                    .put("response_format", "opus"));

            assertThat(wav.statusCode()).isEqualTo(200);
            assertThat(Sound.seconds(wav.body())).isBetween(1.5, 5.0);
            assertThat(Sound.level(wav.body())).isGreaterThan(0.01);
            assertThat(Sound.isMp3(mp3.body())).isTrue();
            assertThat(AudioHeaders.container(flac.body())).isEqualTo(AudioContainer.FLAC);
            assertThat(flac.body().length).isBetween(wav.body().length / 5, wav.body().length * 4 / 5);
            assertThat(AudioHeaders.durationMillis(opus.body(), opus.body(), opus.body().length).orElseThrow() / 1000.0)
                    .isBetween(1.5, 5.0);
            // the environment has no PATH, so espeak-ng cannot have been found
            assertThat(health(gateway).getJsonObject("providers").getJsonObject("local").getString("engine"))
                    .isEqualTo("freetts");
            String line = "GET /api/voice-library?other={}| HTTP/1.1\r\n";
            assertThat(Wire.exchange(gateway.uri("/"), line + "Host: test\r\n\r\n").status()).isEqualTo(200);
            assertThat(Wire.exchange(gateway.uri("/"), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").status()).isEqualTo(501);
            assertThat(gateway.log()).containsOnlyOnce("published secret").doesNotContain(Speak.KEY).doesNotContain(" ERROR ");

            gateway.terminate();
            assertThat(gateway.exitStatus()).isIn(0, 143);
        }
    }

    @Test
    void defaultKeyCanBeReplacedAndSwitchedOff() {
        String own = "vf_sk_" + "0123456789abcdef".repeat(2);
        try (GatewayProcess gateway = GatewayProcess.start(Map.of("VOICEFORGE_DEFAULT_API_KEY", own))) {
            assertThat(voices(gateway, own)).isEqualTo(200);
            assertThat(voices(gateway, Speak.KEY)).isEqualTo(401);
            assertThat(gateway.log()).doesNotContain("published secret", own);
        }
        try (GatewayProcess gateway = GatewayProcess.start(Map.of("VOICEFORGE_DEFAULT_API_KEY", ""))) {
            assertThat(voices(gateway, Speak.KEY)).isEqualTo(401);
        }
    }

    @Test
    void publishedKeyIsOffWithAProvidersCredentialUnlessItIsNamed() {
        Map<String, String> paid = Map.of("AI_INTEGRATIONS_OPENAI_API_KEY", "sk-paid", "AI_INTEGRATIONS_OPENAI_BASE_URL",
                "http://127.0.0.1:9/v1");
        try (GatewayProcess gateway = GatewayProcess.start(paid)) {
            assertThat(voices(gateway, Speak.KEY)).isEqualTo(401);
            assertThat(gateway.log()).containsOnlyOnce("The default key is off").contains("VOICEFORGE_DEFAULT_API_KEY")
                    .doesNotContain(Speak.KEY, "sk-paid");
        }
        Map<String, String> named = new HashMap<>(paid);
        named.put("VOICEFORGE_DEFAULT_API_KEY", Speak.KEY);
        try (GatewayProcess gateway = GatewayProcess.start(named)) {
            assertThat(voices(gateway, Speak.KEY)).isEqualTo(200);
            assertThat(gateway.log()).containsOnlyOnce("published secret is enabled").doesNotContain("The default key is off");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "PORT|http",
            "PORT|70000",
            "USE_HF_SPACES_ML|perhaps",
            "HF_ML_API_URL|my-space.hf.space",
            "HF_ML_API_URL|ftp://my-space.hf.space",
            "AI_INTEGRATIONS_OPENAI_BASE_URL|https://user:secret-word@host/v1",
            "AI_INTEGRATIONS_OPENAI_API_KEY|secret-word with spaces",
            "VOICEFORGE_DEFAULT_API_KEY|secret-word",
            "VOICEFORGE_DEFAULT_API_KEY|vf_sk_000000000000000000000000000000000000000f",
            "VOICEFORGE_CA_CERTIFICATES|/nowhere/ca.pem",
            "VOICEFORGE_CA_CERTIFICATES|pom.xml",
            // less than an entry may have by default
            "VOICEFORGE_SPEECH_CACHE_MAX_BYTES|1000000",
            "VOICEFORGE_LIMITS_CONNECT|soon" })
    void wrongValueStopsTheStartWithASentenceThatNamesTheVariable(String variable, String value) {
        try (GatewayProcess gateway = GatewayProcess.launch(Map.of(variable, value))) {
            assertThat(gateway.exitStatus()).isNotZero();
            assertThat(gateway.log().toUpperCase().replace('.', '_').replace('-', '_')).contains(variable);
            assertThat(gateway.log()).doesNotContain("\tat ", "secret-word");
        }
    }

    @Test
    void streamsInFlightFinishAfterSigterm() throws IOException {
        try (FakeProvider openAi = new FakeProvider().start();
                GatewayProcess gateway = GatewayProcess
                        .start(Map.of("AI_INTEGRATIONS_OPENAI_BASE_URL", openAi.url() + "/v1"))) {
            openAi.will(chunks(openAi.vertx(), "audio/mpeg", new byte[1000], 20, 100, true));

            HttpResponse<InputStream> answer = Speak.stream(gateway.uri("/api/tts"), tts("Hello").put("format", "mp3"));
            assertThat(answer.body().readNBytes(1000)).hasSize(1000);
            gateway.terminate();

            assertThat(answer.body().readAllBytes()).hasSize(19_000);
            assertThat(gateway.exitStatus()).isIn(0, 143);
        }
    }

    @Test
    @EnabledIf("isOnTheJvm")
    void slowReaderOfALongAnswerDoesNotGrowTheHeap() throws Exception {
        long total = 200 * MIB;
        try (FakeProvider openAi = new FakeProvider().start();
                GatewayProcess gateway = GatewayProcess.start(Map.of("AI_INTEGRATIONS_OPENAI_BASE_URL", openAi.url() + "/v1"),
                        "-Xmx128m")) {
            openAi.will(request -> pour(request.response().putHeader("Content-Type", "audio/mpeg").setChunked(true), total));
            JsonObject request = tts("Hello").put("format", "mp3");
            Speak.stream(gateway.uri("/api/tts"), request).body().close();
            long before = liveHeapBytes(gateway);
            assertThat(before).isPositive();

            long most = 0;
            HttpResponse<InputStream> answer = Speak.stream(gateway.uri("/api/tts"), request);
            assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("openai");
            try (InputStream body = answer.body()) {
                long start = System.nanoTime();
                for (int second = 1; second <= 8; second++) {
                    assertThat(body.readNBytes((int) MIB)).hasSize((int) MIB);
                    most = Math.max(most, liveHeapBytes(gateway));
                    LockSupport.parkNanos(start + TimeUnit.SECONDS.toNanos(second) - System.nanoTime());
                }
                assertThat((most - before) / MIB).as("growth of the live heap in MiB").isLessThanOrEqualTo(32);

                assertThat(body.transferTo(java.io.OutputStream.nullOutputStream())).isEqualTo(total - 8 * MIB);
            }
        }
    }

    @Test
    void callersWhoLeaveBeforeTheFirstByteLeaveNoLocalSpeechBehind() throws IOException {
        try (GatewayProcess gateway = GatewayProcess.start(Map.of("VOICEFORGE_LOCAL_MAX_CONCURRENT", "2"))) {
            String text = "A long text, of which nobody will hear anything. ".repeat(90);
            for (int i = 0; i < 12; i++) {
                JsonObject body = tts(text).put("format", i % 2 == 0 ? "mp3" : "wav");
                byte[] bytes = body.encode().getBytes(StandardCharsets.UTF_8);
                try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
                    socket.getOutputStream().write(("POST /api/tts HTTP/1.1\r\nHost: x\r\nX-API-Key: " + Speak.KEY
                            + "\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().write(bytes);
                    socket.getOutputStream().flush();
                }
            }

            await().untilAsserted(() -> assertThat(Speak.bytes(gateway.uri("/api/tts"), tts("Still there?")).statusCode())
                    .isEqualTo(200));
            await().untilAsserted(() -> {
                for (int i = 0; i < 2; i++) {
                    assertThat(Speak.bytes(gateway.uri("/api/tts"), tts("Still there?")).statusCode()).isEqualTo(200);
                }
            });
        }
    }

    @Test
    void callersWhoLeaveWhileTheyAreWrittenToAreCountedAndDoNotHoldUpTheShutdown() throws IOException {
        try (FakeProvider openAi = new FakeProvider().start();
                GatewayProcess gateway = GatewayProcess
                        .start(Map.of("AI_INTEGRATIONS_OPENAI_BASE_URL", openAi.url() + "/v1",
                                "QUARKUS_SHUTDOWN_TIMEOUT", "10m"))) {
            openAi.will(
                    request -> pour(request.response().putHeader("Content-Type", "audio/mpeg").setChunked(true), 200 * MIB));
            byte[] body = tts("Hello").put("format", "mp3").encode().getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 6; i++) {
                try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
                    // every second one goes with a reset, the others in the middle of what they have not read
                    socket.setSoLinger(i % 2 == 0, 0);
                    socket.getOutputStream().write(("POST /api/tts HTTP/1.1\r\nHost: x\r\nX-API-Key: " + Speak.KEY
                            + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().write(body);
                    socket.getInputStream().readNBytes(3 * (int) MIB);
                }
            }

            await().untilAsserted(() -> {
                JsonObject usage = new JsonObject(Speak.send(HttpRequest.newBuilder(gateway.uri("/api/usage"))
                        .header("X-API-Key", Speak.KEY).build(), HttpResponse.BodyHandlers.ofString()).body());
                assertThat(usage.getInteger("totalRequests")).isEqualTo(6);
            });
            await().until(() -> openAi.vanished() == 6);
            gateway.terminate();
            // a caller who counts as there would hold it up for as long as the setting says
            assertThat(gateway.exitStatus()).isIn(0, 143);
            assertThat(gateway.log()).doesNotContain("ERROR");
        }
    }

    @Test
    void dollarsInSecretsMeanNothing() {
        String token = "a$$b${c}$d";
        try (GatewayProcess gateway = GatewayProcess.start(Map.of("ADMIN_TOKEN", token))) {
            HttpRequest request = HttpRequest.newBuilder(gateway.uri("/api/keys")).header("X-Admin-Token", token).build();
            assertThat(Speak.send(request, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        }
    }

    /** A native binary has no heap that jcmd could collect. */
    static boolean isOnTheJvm() {
        return !GatewayProcess.isNative();
    }

    /** As fast as the other side takes it. */
    private static void pour(HttpServerResponse response, long bytes) {
        Buffer chunk = Buffer.buffer(new byte[64 * 1024]);
        long left = bytes;
        while (left > 0 && !response.writeQueueFull() && !response.closed()) {
            response.write(chunk);
            left -= chunk.length();
        }
        long rest = left;
        if (rest == 0) {
            response.end();
        } else {
            response.drainHandler(drained -> pour(response, rest));
        }
    }

    /** After a collection, so that garbage does not count. */
    private static long liveHeapBytes(GatewayProcess gateway) throws IOException, InterruptedException {
        String jcmd = System.getProperty("java.home") + "/bin/jcmd";
        assertThat(new ProcessBuilder(jcmd, String.valueOf(gateway.handle().pid()), "GC.run").start().waitFor()).isZero();
        return (long) Meters.sum(gateway.uri("/"), "jvm_memory_used_bytes{area=\"heap\"");
    }

    private static int voices(GatewayProcess gateway, String key) {
        return Speak.send(HttpRequest.newBuilder(gateway.uri("/api/voices")).header("X-API-Key", key).build(),
                HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static JsonObject health(GatewayProcess gateway) {
        return new JsonObject(Speak.send(HttpRequest.newBuilder(gateway.uri("/api/health")).build(),
                HttpResponse.BodyHandlers.ofString()).body());
    }
}
