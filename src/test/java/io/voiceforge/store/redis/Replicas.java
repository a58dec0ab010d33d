package io.voiceforge.store.redis;

import java.time.Duration;
import java.util.function.Supplier;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.RedisAPI;
import io.vertx.redis.client.Redis;
import io.voiceforge.limit.InProcessLimits;
import io.voiceforge.observe.Metrics;
import io.voiceforge.testing.RedisServer;

/** Two replicas of the gateway's limits, each with a client of its own, on one Redis. */
final class Replicas implements AutoCloseable {

    final Vertx vertx = Vertx.vertx();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final RedisAPI redis;
    final RedisLimits first;
    final RedisLimits second;
    private final Redis firstClient;
    private final Redis secondClient;

    /** @param now in microseconds, or empty for the server's time */
    Replicas(RedisServer server, Duration timeout, Duration pause, Supplier<String> now) {
        firstClient = server.client(vertx);
        secondClient = server.client(vertx);
        redis = api(firstClient);
        first = new RedisLimits(redis, vertx, timeout, pause, local(), new Metrics(registry), now);
        second = new RedisLimits(api(secondClient), vertx, timeout, pause, local(), new Metrics(new SimpleMeterRegistry()),
                now);
    }

    private static InProcessLimits local() {
        return new InProcessLimits(new Metrics(new SimpleMeterRegistry()));
    }

    private static RedisAPI api(Redis client) {
        return RedisAPI.newInstance(io.vertx.redis.client.RedisAPI.api(client));
    }

    double fallbacks() {
        return registry.find("voiceforge.limits.fallback").counters().stream().mapToDouble(counter -> counter.count()).sum();
    }

    double shared() {
        return registry.get("voiceforge.limits.shared").gauge().value();
    }

    @Override
    public void close() {
        firstClient.close();
        secondClient.close();
        vertx.close();
    }
}
