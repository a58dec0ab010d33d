package io.voiceforge.dialect;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voiceforge.testing.Meters;
import io.voiceforge.testing.RedisServer;

/** Counted by Redis. */
@QuarkusTest
@WithTestResource(RedisServer.class)
class SuccessiveRequestsWithRedisTest extends SuccessiveRequestsContract {

    @BeforeEach
    void awaitRedis() {
        await().atMost(Duration.ofSeconds(30)).until(() -> Meters.sum(root, "voiceforge_limits_shared") == 1);
    }
}
