package io.voiceforge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthProbeTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Test
    void isContentWith200ToAQuestionForLife() throws IOException {
        try (Answering server = new Answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(HealthProbe.isAlive(server.port(), LIMIT)).isTrue();
            assertThat(server.asked.join()).startsWith("GET /api/live HTTP/1.1\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "HTTP/1.1 503 Service Unavailable\r\n\r\n", "HTTP/1.1 2000 x\r\n\r\n", "HTTP/1.1 200", "",
            "SSH-2.0-OpenSSH_9.2\r\n" })
    void isContentWithNothingElse(String answer) throws IOException {
        try (Answering server = new Answering(answer)) {
            assertThat(HealthProbe.isAlive(server.port(), LIMIT)).isFalse();
        }
    }

    @Test
    void findsNobody() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThat(HealthProbe.isAlive(free, LIMIT)).isFalse();
    }

    @Test
    void doesNotWaitForEver() throws IOException {
        // accepted by the system, and never answered
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();
            assertThat(HealthProbe.isAlive(silent.getLocalPort(), Duration.ofMillis(200))).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(150), Duration.ofSeconds(30));
        }
    }

    /** Takes one connection, reads a request's first line, answers and closes. */
    private static final class Answering implements AutoCloseable {

        private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        final CompletableFuture<String> asked;

        Answering(String answer) throws IOException {
            asked = CompletableFuture.supplyAsync(() -> {
                try (Socket socket = server.accept()) {
                    byte[] request = new byte[1024];
                    int length = socket.getInputStream().read(request);
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    return new String(request, 0, length, StandardCharsets.US_ASCII);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }

        int port() {
            return server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
