package io.voiceforge.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import redis.embedded.core.RedisServerBuilder;

/** A real Redis on loopback, empty at the start and after each restart; also as a resource for tests in the process. */
public final class RedisServer implements QuarkusTestResourceLifecycleManager, AutoCloseable {

    private final int port = freePort();
    private redis.embedded.RedisServer server;

    public RedisServer open() {
        try {
            server = new RedisServerBuilder().bind("127.0.0.1").port(port).setting("save \"\"").setting("appendonly no")
                    .build();
            server.start();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** A client of its own, with connections enough for tests with many threads. */
    public Redis client(Vertx vertx) {
        return Redis.createClient(vertx, new RedisOptions().setConnectionString(url()).setMaxPoolSize(8)
                .setMaxPoolWaiting(10_000));
    }

    @Override
    public Map<String, String> start() {
        open();
        return Map.of("REDIS_URL", url());
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(RedisServer.class));
    }

    @Override
    public void stop() {
        close();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
