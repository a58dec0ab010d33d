package io.voiceforge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks the gateway of the same container whether it lives. The image has no program that could: no shell, no curl. */
final class HealthProbe {

    static final String ARGUMENT = "health";

    private static final byte[] REQUEST = "GET /api/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    private static final String ALIVE = "HTTP/1.1 200 ";

    private HealthProbe() {
    }

    /** Whether 200 comes from that port of this machine in time. Blocks. */
    static boolean isAlive(int port, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millisUntil(deadline));
            socket.getOutputStream().write(REQUEST);
            StringBuilder answer = new StringBuilder();
            while (answer.length() < ALIVE.length()) {
                socket.setSoTimeout(millisUntil(deadline));
                int next = socket.getInputStream().read();
                if (next < 0) {
                    return false;
                }
                answer.append((char) next);
            }
            return answer.toString().equals(ALIVE);
        } catch (IOException e) {
            return false;
        }
    }

    /** At least 1, because 0 would be no limit. */
    private static int millisUntil(long deadline) {
        return (int) Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
    }
}
