package io.voiceforge.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import io.voiceforge.key.RateLimits;
import io.voiceforge.limit.Admission;
import io.voiceforge.limit.Limits;
import io.voiceforge.limit.Parallel;
import io.voiceforge.limit.RateProperty;
import io.voiceforge.testing.RedisServer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** The hour, counted by two replicas in a real Redis, at times that the tests choose. */
class RedisHourTest {

    private static final long ORIGIN_MICROS = 1_700_000_000_000_000L;
    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final AtomicLong MICROS = new AtomicLong(ORIGIN_MICROS);

    private static RedisServer server;
    private static Replicas replicas;

    @BeforeContainer
    static void open() {
        server = new RedisServer().open();
        replicas = new Replicas(server, PATIENT, PATIENT, () -> String.valueOf(MICROS.get())).connected();
    }

    @AfterContainer
    static void close() {
        replicas.close();
        server.close();
    }

    @Property(tries = 60)
    void noHourEverPassesMoreThanTheLimitInBothTogether(@ForAll @IntRange(min = 1, max = 100) int limit,
            @ForAll("gaps") List<Long> gaps) {
        UUID key = UUID.randomUUID();
        AtomicLong turn = new AtomicLong();
        RateProperty.check(RateLimits.hourly(limit), gaps, now -> {
            MICROS.set(ORIGIN_MICROS + now / 1000);
            return admit(turn.incrementAndGet() % 2 == 0 ? replicas.first : replicas.second, key, limit);
        });
        assertThat(replicas.redis.hlen(hour(key)).await().indefinitely().toInteger()).isLessThanOrEqualTo(4 + 2 * 61);
        assertThat(replicas.redis.pttl(hour(key)).await().indefinitely().toLong()).isBetween(1L, 3_600_000L);
        assertThat(replicas.fallbacks()).isZero();
    }

    @Provide
    Arbitrary<List<Long>> gaps() {
        long second = 1_000_000;
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.longs().between(0, 2 * second)),
                Tuple.of(3, Arbitraries.longs().between(0, 120 * second)),
                Tuple.of(1, Arbitraries.longs().between(0, 3700 * second)),
                Tuple.of(1, Arbitraries.of(60 * second, 3599 * second, 3600 * second - 1, 3600 * second)))
                .map(micros -> micros * 1000).list().ofMinSize(1).ofMaxSize(300);
    }

    @Example
    void afterAnIdleHourTheWholeLimitIsBack() {
        // Given
        UUID key = UUID.randomUUID();
        for (int i = 0; i < 100; i++) {
            MICROS.addAndGet(i * 1_000_000L);
            admit(replicas.first, key, 20);
        }

        // When
        MICROS.addAndGet(3_600_000_000L);

        // Then
        for (int left = 19; left >= 0; left--) {
            assertThat(admit(replicas.second, key, 20).remaining()).isEqualTo(left);
        }
        assertThat(admit(replicas.first, key, 20).refusedBy()).isEqualTo(Admission.Refusal.RATE);
        assertThat(admit(replicas.first, key, 25).remaining()).isEqualTo(4);
    }

    @Example
    void aServerClockThatGoesBackwardsGivesNothingBack() {
        // Given
        UUID key = UUID.randomUUID();
        long before = MICROS.get();
        admit(replicas.first, key, 2);
        MICROS.addAndGet(-7_200_000_000L);
        admit(replicas.first, key, 2);

        // Then
        assertThat(admit(replicas.second, key, 2).isAdmitted()).isFalse();
        MICROS.set(before + 3_599_999_999L);
        assertThat(admit(replicas.second, key, 2).isAdmitted()).isFalse();
        MICROS.set(before + 3_600_000_000L);
        assertThat(admit(replicas.second, key, 2).remaining()).isEqualTo(1);
    }

    @Example
    void exactlyTheLimitPassesAmong64ThreadsOfEachOfTwoReplicas() throws Exception {
        // Given
        try (Replicas real = new Replicas(server, PATIENT, PATIENT, () -> "")) {
            UUID key = UUID.randomUUID();

            // When
            int admitted = Parallel.admitted(128, 4000, i -> admit(i % 2 == 0 ? real.first : real.second, key, 1000));

            // Then
            assertThat(admitted).isEqualTo(1000);
            assertThat(real.fallbacks()).isZero();
        }
    }

    private static Admission admit(RedisLimits limits, UUID key, int perHour) {
        return limits.admit(new Limits(key, RateLimits.hourly(perHour), null), UUID.randomUUID().toString()).await()
                .indefinitely();
    }

    private static String hour(UUID key) {
        return "vf:1:{" + key + "}:hour";
    }
}
