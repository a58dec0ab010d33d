package io.voiceforge.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voiceforge.key.RateLimits;
import io.voiceforge.limit.Limits;
import io.voiceforge.testing.RedisServer;

/** REDIS_URL alone makes the shared limits work. */
@QuarkusTest
@WithTestResource(RedisServer.class)
@Tag("slow")
class RedisWiringTest {

    @Inject
    RedisLimits limits;

    @Inject
    MeterRegistry registry;

    @Test
    void decidesInTheRedisOfRedisUrl() {
        await().untilAsserted(() -> {
            Limits fresh = new Limits(UUID.randomUUID(), RateLimits.hourly(5), 1);
            assertThat(limits.admit(fresh, UUID.randomUUID().toString()).await().indefinitely().remaining()).isEqualTo(4);
            assertThat(registry.get("voiceforge.limits.shared").gauge().value()).isEqualTo(1);
        });
    }
}
