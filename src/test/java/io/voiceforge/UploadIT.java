package io.voiceforge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.io.TempDir;

import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.GatewayProcess;
import io.voiceforge.testing.Meters;
import io.voiceforge.testing.Pcm;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.Upload;

/** Many large uploads at once, on one process whose heap could not hold a few of them. */
class UploadIT {

    private static final int UPLOADS = 12;
    private static final HttpClient CALLERS = HttpClient.newHttpClient();

    /** A provider that takes connections and reads nothing. */
    private static final class Hole implements AutoCloseable {

        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<Socket> taken = new CopyOnWriteArrayList<>();

        Hole() throws IOException {
            Thread acceptor = new Thread(() -> {
                try {
                    while (true) {
                        taken.add(server.accept());
                    }
                } catch (IOException closed) {
                    // the test is over
                }
            });
            acceptor.setDaemon(true);
            acceptor.start();
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (Socket socket : taken) {
                socket.close();
            }
        }
    }

    @Test
    void providerThatDoesNotReadCostsNeitherMemoryNorConnections() throws Exception {
        byte[] form = Upload.of("audio", "long.webm", new byte[24 << 20]).closed();
        try (Hole hole = new Hole();
                GatewayProcess gateway = GatewayProcess.start(Map.of(
                        "AI_INTEGRATIONS_OPENAI_BASE_URL", "http://127.0.0.1:" + hole.server.getLocalPort() + "/v1",
                        "VOICEFORGE_LIMITS_TRANSCRIPTION_FIRST_BYTE", "8s"), "-Xmx96m")) {
            List<HttpResponse<String>> answers = together(gateway, "/api/stt", Collections.nCopies(UPLOADS, form));

            assertThat(answers).allMatch(answer -> answer.statusCode() == 504);
            assertThat(hole.taken).isNotEmpty();
            assertAllLeave(hole.taken);
            assertAlive(gateway);
        }
    }

    @Test
    void detectorHoldsNoFile() throws Exception {
        // Given 24 MB each
        byte[] form = Upload.of("audio", "long.wav", Pcm.silence(125, 48_000).toWav(16, 2)).closed();
        try (GatewayProcess gateway = GatewayProcess.start(Map.of("VOICEFORGE_LIMITS_CHAIN", "5m"), "-Xmx96m")) {
            assertThat(together(gateway, "/api/vad", Collections.nCopies(UPLOADS, form)))
                    .allMatch(answer -> answer.statusCode() == 200);
            assertAlive(gateway);
        }
    }

    /** Below a file, because root may write into any directory. */
    @Test
    @DisabledIf("io.voiceforge.testing.GatewayProcess#isNative")
    void withoutADirectoryForTemporaryFilesOnlyUploadsFail(@TempDir Path directory) throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        try (GatewayProcess gateway = GatewayProcess.start(Map.of(), "-Djava.io.tmpdir=" + file.resolve("tmp"))) {
            HttpResponse<byte[]> speech = Speak.bytes(gateway.uri("/api/tts"), Speak.tts("Hello"));
            assertThat(speech.statusCode()).isEqualTo(200);
            assertThat(speech.body()).hasSizeGreaterThan(10_000);

            byte[] form = Upload.of("audio", "short.wav", Pcm.silence(1, 8000).toWav(8, 1)).closed();
            HttpResponse<String> upload = CALLERS.send(Upload.request(gateway.uri("/api/vad"), form).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(upload.statusCode()).as(upload.body()).isEqualTo(503);
            assertThat(new JsonObject(upload.body()).getString("code")).isEqualTo("overloaded");
            assertThat(Speak.header(upload, "Retry-After")).isNotNull();
            assertThat(gateway.log()).contains("An upload cannot be stored");
        }
    }

    @Test
    void hundredFilesOfSpeechAreHeardAtOnceOffTheEventLoops() {
        try (GatewayProcess gateway = GatewayProcess.start(Map.of("VOICEFORGE_LIMITS_CHAIN", "5m",
                "VOICEFORGE_UPLOADS_MAX_CONCURRENT", "100", "QUARKUS_VERTX_MAX_EVENT_LOOP_EXECUTE_TIME", "100ms",
                "QUARKUS_VERTX_WARNING_EXCEPTION_TIME", "100ms"), "-Xmx96m")) {
            List<byte[]> forms = new ArrayList<>();
            for (String format : List.of("wav", "mp3", "flac", "opus")) {
                byte[] file = Speak.bytes(gateway.uri("/api/tts"),
                        Speak.tts("The quick brown fox jumps over the lazy dog").put("format", format)).body();
                forms.addAll(Collections.nCopies(25, Upload.of("audio", "speech." + format, file).closed()));
            }

            List<HttpResponse<String>> answers = together(gateway, "/api/vad", forms);

            assertThat(answers).hasSize(100).allSatisfy(answer -> {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(answer.body()).contains("\"start\"", "silero");
            });
            assertAlive(gateway);
            // a busy machine may stop an event loop anywhere, but not in what runs on other threads
            assertThat(gateway.log()).doesNotContain("io.voiceforge.vad.", "io.voiceforge.provider.local.Listening");
        }
    }

    private static List<HttpResponse<String>> together(GatewayProcess gateway, String path, List<byte[]> forms) {
        List<CompletableFuture<HttpResponse<String>>> answers = forms.stream().map(form -> CALLERS.sendAsync(
                Upload.request(gateway.uri(path), form).timeout(Duration.ofMinutes(5)).build(),
                HttpResponse.BodyHandlers.ofString())).toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    /** What has arrived can be read, and then the other side has gone. */
    private static void assertAllLeave(List<Socket> sockets) throws IOException {
        byte[] piece = new byte[1 << 16];
        for (Socket socket : sockets) {
            socket.setSoTimeout(60_000);
            InputStream in = socket.getInputStream();
            long bytes = 0;
            try {
                for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                    bytes += count;
                }
            } catch (java.net.SocketException reset) {
                // also a way to go
            }
            assertThat(bytes).as("what went out after all").isLessThan(16 << 20);
        }
    }

    private static void assertAlive(GatewayProcess gateway) {
        assertThat(gateway.log()).doesNotContain("OutOfMemoryError", "ERROR");
        await().until(() -> Meters.sum(gateway.uri("/"), "voiceforge_uploads_open") == 0);
        for (int i = 0; i < 8; i++) {
            assertThat(HttpClientOnce.status(gateway)).isEqualTo(200);
        }
    }

    /** A connection of its own for each question, so that every event loop is asked. */
    private static final class HttpClientOnce {

        static int status(GatewayProcess gateway) {
            return HttpClient.newHttpClient().sendAsync(HttpRequest.newBuilder(gateway.uri("/api/live"))
                    .timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.discarding()).join().statusCode();
        }
    }
}
