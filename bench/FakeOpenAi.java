import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A fake OpenAI on loopback that takes its time: {@code java FakeOpenAi.java 9103 60} answers each chat after 60 ms. */
class FakeOpenAi {

    private static final byte[] ANSWER = ("{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"fake\",\"choices\":[{"
            + "\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Good morning.\"},\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12}}").getBytes(StandardCharsets.UTF_8);

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
            Thread.sleep(delayMillis);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, ANSWER.length);
            out.write(ANSWER);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
