package io.voiceforge.testing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** A provider on loopback that does what a test tells it, and remembers what it was asked. */
public final class FakeProvider implements AutoCloseable {

    /** One request as it arrived; {@code body} is empty when it is not JSON, or large. */
    public record Seen(String path, String query, Map<String, String> headers, JsonObject body, Buffer bytes) {
    }

    private final Vertx vertx = Vertx.vertx();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger vanished = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Consumer<HttpServerRequest> behaviour = status(404);
    private volatile Consumer<HttpServerRequest> health = json("{\"status\":\"ok\"}");
    private HttpServer server;
    private int port;

    public FakeProvider start() {
        server = vertx.createHttpServer().requestHandler(this::handle)
                .connectionHandler(opened -> connections.incrementAndGet()).listen(port, "127.0.0.1").toCompletionStage()
                .toCompletableFuture().join();
        port = server.actualPort();
        return this;
    }

    /** From now on connections are refused. */
    public void refuse() {
        server.close().toCompletionStage().toCompletableFuture().join();
        server = null;
    }

    public void reset() {
        if (server == null) {
            start();
        }
        seen.clear();
        vanished.set(0);
        connections.set(0);
        health = json("{\"status\":\"ok\"}");
        behaviour = status(404);
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Requests to anything but health. */
    public List<Seen> seen() {
        return seen;
    }

    /** How many requests were given up by the gateway before they had been answered in full. */
    public int vanished() {
        return vanished.get();
    }

    /** How many connections have been opened, for health and models too. */
    public int connections() {
        return connections.get();
    }

    public void will(Consumer<HttpServerRequest> newBehaviour) {
        behaviour = newBehaviour;
    }

    public void healthWill(Consumer<HttpServerRequest> newHealth) {
        health = newHealth;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void handle(HttpServerRequest request) {
        if (request.path().equals("/api/health") || request.path().endsWith("/models")) {
            health.accept(request);
            return;
        }
        AtomicInteger once = new AtomicInteger();
        Runnable count = () -> {
            if (!request.response().ended() && once.getAndIncrement() == 0) {
                vanished.incrementAndGet();
            }
        };
        request.response().closeHandler(closed -> count.run());
        request.response().exceptionHandler(broken -> count.run());
        request.body().onSuccess(body -> {
            Map<String, String> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            request.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
            // the parser refuses strings as long as the largest upload
            boolean json = body.length() > 0 && body.length() < 1 << 20 && body.getByte(0) == '{';
            seen.add(new Seen(request.path(), request.query(), headers, json ? body.toJsonObject() : new JsonObject(), body));
            behaviour.accept(request);
        });
    }

    // ---- behaviours

    public static Consumer<HttpServerRequest> json(String body) {
        return request -> request.response().putHeader("Content-Type", "application/json").end(body);
    }

    public static Consumer<HttpServerRequest> bytes(String contentType, byte[] body) {
        return request -> request.response().putHeader("Content-Type", contentType).end(Buffer.buffer(body));
    }

    public static Consumer<HttpServerRequest> status(int status) {
        return request -> request.response().setStatusCode(status).putHeader("Content-Type", "application/json")
                .end("{\"internals\":\"upstream secret detail\"}");
    }

    public static Consumer<HttpServerRequest> webPage(int status) {
        return request -> request.response().setStatusCode(status).putHeader("Content-Type", "text/html; charset=utf-8")
                .end("<html>Your Space is building</html>");
    }

    /** Closes the connection without a word. */
    public static Consumer<HttpServerRequest> hangUp() {
        return request -> request.connection().close();
    }

    /** Never answers. */
    public static Consumer<HttpServerRequest> hang() {
        return request -> {
        };
    }

    /** Sends the head of an answer and then nothing. */
    public static Consumer<HttpServerRequest> headOnly(String contentType) {
        return request -> request.response().putHeader("Content-Type", contentType).setChunked(true).writeContinue();
    }

    /** Sends chunks at a pace, and then ends or breaks off. */
    public static Consumer<HttpServerRequest> chunks(Vertx vertx, String contentType, byte[] chunk, int count, long everyMillis,
            boolean complete) {
        return request -> {
            HttpServerResponse response = request.response().putHeader("Content-Type", contentType).setChunked(true);
            AtomicInteger sent = new AtomicInteger();
            Consumer<Long> next = timer -> {
                if (sent.incrementAndGet() <= count) {
                    response.write(Buffer.buffer(chunk));
                    return;
                }
                vertx.cancelTimer(timer);
                if (complete) {
                    response.end();
                } else {
                    request.connection().close();
                }
            };
            response.write(Buffer.buffer(chunk));
            sent.incrementAndGet();
            vertx.setPeriodic(everyMillis, next::accept);
        };
    }

    public Vertx vertx() {
        return vertx;
    }
}
