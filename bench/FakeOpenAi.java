import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A fake OpenAI on loopback that takes its time: {@code java FakeOpenAi.java 9103 60} answers each chat after 60 ms, and speaks in
 * pieces of 2 KiB, 5 ms apart.
 */
class FakeOpenAi {

    private static final byte[] ANSWER = ("{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"fake\",\"choices\":[{"
            + "\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Good morning.\"},\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12}}").getBytes(StandardCharsets.UTF_8);

    private static final int PIECES = 8;
    private static final int PIECE_MILLIS = 5;
    /** Five frames of MPEG 1 layer III, 128 kbit/s at 44.1 kHz: each a header, and silence. */
    private static final byte[] PIECE = new byte[5 * 417];

    static {
        for (int frame = 0; frame < PIECE.length; frame += 417) {
            PIECE[frame] = (byte) 0xff;
            PIECE[frame + 1] = (byte) 0xfb;
            PIECE[frame + 2] = (byte) 0x90;
        }
    }

    public static void main(String[] args) throws IOException {
        // otherwise Nagle's algorithm delays each response by 40 ms
        System.setProperty("sun.net.httpserver.nodelay", "true");
        int delayMillis = Integer.parseInt(args[1]);
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 1024);
        server.setExecutor(Executors.newFixedThreadPool(256));
        server.createContext("/", exchange -> answer(exchange, delayMillis));
        server.start();
    }

    private static void answer(HttpExchange exchange, int delayMillis) throws IOException {
        exchange.getRequestBody().readAllBytes();
        try (OutputStream out = exchange.getResponseBody()) {
            if (exchange.getRequestURI().getPath().endsWith("/speech")) {
                exchange.getResponseHeaders().set("Content-Type", "audio/mpeg");
                exchange.sendResponseHeaders(200, 0);
                for (int piece = 0; piece < PIECES; piece++) {
                    out.write(PIECE);
                    out.flush();
                    Thread.sleep(PIECE_MILLIS);
                }
            } else {
                Thread.sleep(delayMillis);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, ANSWER.length);
                out.write(ANSWER);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
