package io.voiceforge.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.voiceforge.key.RateLimits;
import io.voiceforge.limit.Admission;
import io.voiceforge.limit.Limits;
import io.voiceforge.limit.Parallel;
import io.voiceforge.testing.RedisServer;

class RedisPlacesTest {

    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final long SECOND_MICROS = 1_000_000;

    private static RedisServer server;

    private final AtomicLong micros = new AtomicLong(1_700_000_000_000_000L);
    private final UUID key = UUID.randomUUID();
    private Replicas replicas;

    @BeforeAll
    static void open() {
        server = new RedisServer().open();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @BeforeEach
    void start() {
        replicas = new Replicas(server, PATIENT, PATIENT, () -> String.valueOf(micros.get()));
    }

    @AfterEach
    void stop() {
        replicas.close();
    }

    @Test
    void placesAreSharedAndARefusedRequestIsNotCounted() {
        // Given
        admit(replicas.first, "a");
        admit(replicas.second, "b");

        // When
        Admission third = admit(replicas.first, "c");

        // Then
        assertThat(third.refusedBy()).isEqualTo(Admission.Refusal.CONCURRENCY);
        assertThat(third.remaining()).isEqualTo(98);

        // When
        replicas.second.release(key, "b");
        replicas.second.release(key, "b");
        replicas.second.release(key, "c");

        // Then
        await().until(() -> admit(replicas.first, "d").isAdmitted());
        assertThat(admit(replicas.first, "e").isAdmitted()).isFalse();
    }

    @Test
    void thePlacesOfAProcessThatHasDiedBecomeFreeAndThoseOfALivingOneDoNot() {
        // Given
        admit(replicas.first, "of the living");
        admit(replicas.second, "of the dying");

        // When
        for (int i = 0; i < 4; i++) {
            micros.addAndGet(19 * SECOND_MICROS);
            replicas.first.tidyUp();
            await().until(() -> ends("of the living") == micros.get() + 60 * SECOND_MICROS);
        }

        // Then
        assertThat(admit(replicas.first, "a").isAdmitted()).isTrue();
        assertThat(admit(replicas.first, "b").isAdmitted()).isFalse();
    }

    @Test
    void aTimerRenewsWhatIsHeld() {
        // Given
        admit(replicas.first, "long");
        micros.addAndGet(30 * SECOND_MICROS);

        // When
        replicas.first.start(Duration.ofMillis(20));

        // Then
        try {
            await().until(() -> ends("long") == micros.get() + 60 * SECOND_MICROS);
        } finally {
            replicas.first.stop();
        }
    }

    @Test
    void aCallerWhoAsksOneThingAfterTheOtherNeverMeetsHisOwnLastRequest() {
        // Given
        Limits one = new Limits(key, RateLimits.hourly(1_000_000), 1);

        // When
        for (int i = 0; i < 2000; i++) {
            String requestId = "r" + i;

            // Then
            assertThat(replicas.first.admit(one, requestId).await().indefinitely().isAdmitted()).as(requestId).isTrue();
            replicas.first.release(key, requestId);
        }
    }

    @Test
    void neverMoreThanAllowedAtOnceAmongTheThreadsOfTwoReplicas() throws Exception {
        // Given
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Limits five = new Limits(key, RateLimits.hourly(1_000_000), 5);

        // When
        Parallel.admitted(32, 3000, i -> {
            RedisLimits limits = i % 2 == 0 ? replicas.first : replicas.second;
            Admission admission = limits.admit(five, "r" + i).await().indefinitely();
            if (admission.isAdmitted()) {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                running.decrementAndGet();
                limits.release(key, "r" + i);
            }
            return admission;
        });

        // Then
        assertThat(most.get()).isBetween(1, 5);
        await().until(() -> replicas.redis.zcard(RedisPlaces.key(key)).await().indefinitely().toInteger() == 0);
    }

    private Admission admit(RedisLimits limits, String requestId) {
        return limits.admit(new Limits(key, RateLimits.hourly(100), 2), requestId).await().indefinitely();
    }

    private long ends(String requestId) {
        return replicas.redis.zscore(RedisPlaces.key(key), requestId).await().indefinitely().toLong();
    }
}
