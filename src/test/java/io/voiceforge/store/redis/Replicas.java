package io.voiceforge.store.redis;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.function.Supplier;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.RedisAPI;
import io.vertx.redis.client.Redis;
import io.voiceforge.config.RedisUrl;
import io.voiceforge.limit.InProcessLimits;
import io.voiceforge.observe.Metrics;
import io.voiceforge.testing.RedisServer;

/** Two replicas of the gateway's limits, each with a client of its own, on one Redis. */
final class Replicas implements AutoCloseable {

    final Vertx vertx = Vertx.vertx();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SimpleMeterRegistry ofSecond = new SimpleMeterRegistry();
    final RedisAPI redis;
    final RedisLimits first;
    final RedisLimits second;
    private final Redis client;

    /** @param now in microseconds, or empty for the server's time */
    Replicas(RedisServer server, Duration timeout, Duration pause, Supplier<String> now) {
        this(server, server.url(), timeout, pause, now);
    }

    /** @param url of what the first replica takes for the Redis */
    Replicas(RedisServer server, String url, Duration timeout, Duration pause, Supplier<String> now) {
        client = server.client(vertx);
        redis = RedisAPI.newInstance(io.vertx.redis.client.RedisAPI.api(client));
        first = limits(url, timeout, pause, registry, now);
        second = limits(server.url(), timeout, pause, ofSecond, now);
    }

    private RedisLimits limits(String url, Duration timeout, Duration pause, SimpleMeterRegistry registry,
            Supplier<String> now) {
        return new RedisLimits(vertx, new RedisConnector(vertx, RedisUrl.parse(url), RedisPipeline.MOST, trust -> {
        }), timeout, pause, local(), new Metrics(registry), now);
    }

    private static InProcessLimits local() {
        return new InProcessLimits(new Metrics(new SimpleMeterRegistry()));
    }

    double fallbacks() {
        return registry.find("voiceforge.limits.fallback").counters().stream().mapToDouble(counter -> counter.count()).sum();
    }

    double shared() {
        return shared(registry);
    }

    /** Waits until both have a connection, which takes its time on a busy machine. */
    Replicas connected() {
        await().atMost(Duration.ofMinutes(2)).until(() -> shared() == 1 && shared(ofSecond) == 1);
        return this;
    }

    private static double shared(SimpleMeterRegistry registry) {
        return registry.get("voiceforge.limits.shared").gauge().value();
    }

    @Override
    public void close() {
        first.stop();
        second.stop();
        client.close();
        vertx.close();
    }
}
