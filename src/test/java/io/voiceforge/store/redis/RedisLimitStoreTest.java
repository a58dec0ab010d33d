package io.voiceforge.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.voiceforge.limit.LimitStoreContract;
import io.voiceforge.testing.RedisServer;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Two replicas in turns, at times that the tests choose. */
class RedisLimitStoreTest extends LimitStoreContract {

    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final long ORIGIN_MICROS = 1_700_000_000_000_000L;
    private static final AtomicLong MICROS = new AtomicLong();

    private static RedisServer server;
    private static Replicas replicas;

    @BeforeContainer
    static void open() {
        server = new RedisServer().open();
        replicas = new Replicas(server, PATIENT, PATIENT, () -> String.valueOf(MICROS.get())).connected();
    }

    @AfterContainer
    static void close() {
        assertThat(replicas.fallbacks()).isZero();
        replicas.close();
        server.close();
    }

    @Override
    protected List<RedisLimits> replicas() {
        return List.of(replicas.first, replicas.second);
    }

    @Override
    protected void at(long now) {
        MICROS.set(ORIGIN_MICROS + now / 1000);
    }
}
