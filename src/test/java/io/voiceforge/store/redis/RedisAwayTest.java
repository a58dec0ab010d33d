package io.voiceforge.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.vertx.mutiny.redis.client.Response;
import io.voiceforge.key.RateLimits;
import io.voiceforge.limit.Admission;
import io.voiceforge.limit.Limits;
import io.voiceforge.limit.Parallel;
import io.voiceforge.limit.QuotaDecision;
import io.voiceforge.limit.QuotaUnit;
import io.voiceforge.testing.RedisServer;

/** No request fails because of Redis. */
@Tag("slow")
class RedisAwayTest {

    private static final Duration TIMEOUT = Duration.ofMillis(250);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final YearMonth MAY = YearMonth.of(2026, 5);

    private final UUID key = UUID.randomUUID();
    private final RedisServer server = new RedisServer().open();
    private Replicas replicas;

    @BeforeEach
    void start() {
        replicas = new Replicas(server, TIMEOUT, PAUSE, () -> "");
        await().untilAsserted(() -> {
            admit(UUID.randomUUID(), 1, null, "warm");
            assertThat(replicas.shared()).isEqualTo(1);
        });
    }

    @AfterEach
    void stop() {
        replicas.close();
        server.close();
    }

    @Test
    void killedInTheMiddleOfTrafficItIsReplacedByTheProcessAndUsedAgainWhenItIsBack() throws Exception {
        // When
        AtomicInteger asked = new AtomicInteger();
        int admitted = Parallel.admitted(16, 4000, i -> {
            if (asked.incrementAndGet() == 1000) {
                server.close();
            }
            return admit(key, 1_000_000, null, "r" + i);
        });

        // Then
        assertThat(admitted).isEqualTo(4000);
        assertThat(replicas.fallbacks()).isPositive();
        assertThat(replicas.shared()).isZero();

        // When
        server.open();

        // Then
        await().untilAsserted(() -> {
            admit(key, 1_000_000, null, "again");
            assertThat(replicas.shared()).isEqualTo(1);
        });
        double before = replicas.fallbacks();
        assertThat(admit(UUID.randomUUID(), 10, null, "shared").remaining()).isEqualTo(9);
        assertThat(replicas.fallbacks()).isEqualTo(before);
    }

    @Test
    void whileItIsSlowDecisionsTakeNoLongerThanTheTimeLimit() {
        // Given
        pause(Duration.ofSeconds(30));

        // When
        long start = System.nanoTime();
        Admission first = admit(key, 2, null, "a");
        long firstNanos = System.nanoTime() - start;
        Admission second = admit(key, 2, null, "b");

        // Then
        assertThat(first.isAdmitted()).isTrue();
        assertThat(Duration.ofNanos(firstNanos)).isBetween(TIMEOUT, Duration.ofSeconds(10));
        assertThat(second.remaining()).isZero();
        assertThat(replicas.fallbacks()).isEqualTo(2);

        // When several in a row were late
        for (int i = 0; i < 3; i++) {
            admit(UUID.randomUUID(), 2, null, "more");
        }

        // Then it is left alone for a while
        assertThat(replicas.shared()).isZero();
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> {
            long asked = System.nanoTime();
            admit(UUID.randomUUID(), 2, null, "at once");
            return System.nanoTime() - asked < TIMEOUT.toNanos();
        });
    }

    @Test
    void whatAllHaveUsedCountsWhileOneDecidesAloneAndWhatItLetsThroughCountsForAllAfterwards() {
        // Given
        admit(key, 3, null, "a");
        admitBy(replicas.second, key, null, "b");
        admit(key, 4, null, "c");

        // When
        pause(Duration.ofMillis(700));
        Admission alone = admit(key, 4, null, "d");
        Admission over = admit(key, 4, null, "e");

        // Then
        assertThat(alone.isAdmitted()).isTrue();
        assertThat(alone.remaining()).isZero();
        assertThat(over.isAdmitted()).isFalse();
        await().until(() -> hour() >= 4);
        await().untilAsserted(() -> {
            assertThat(admit(key, 4, null, "f").isAdmitted()).isFalse();
            assertThat(replicas.shared()).isEqualTo(1);
        });
        // one may count twice whose own answer came late after it had been told: rather one too few than one too many
        assertThat(hour()).isBetween(4, 5);
    }

    @Test
    void whatTheKeysOfACustomerHaveUsedCountsForAllOfThemWhileOneDecidesAlone() {
        // Given
        UUID customer = UUID.randomUUID();
        admitOf(customer, replicas.first);
        admitOf(customer, replicas.second);
        assertThat(admitOf(customer, replicas.first).remaining()).isEqualTo(1);

        // When
        pause(Duration.ofMillis(700));
        Admission alone = admitOf(customer, replicas.first);
        Admission over = admitOf(customer, replicas.first);

        // Then
        assertThat(alone).extracting(Admission::isAdmitted, Admission::remaining).containsExactly(true, 0);
        assertThat(over).extracting(Admission::isAdmitted, Admission::isCustomerRate).containsExactly(false, true);
        await().untilAsserted(() -> {
            assertThat(admitOf(customer, replicas.first).isAdmitted()).isFalse();
            assertThat(replicas.shared()).isEqualTo(1);
        });
        await().untilAsserted(() -> assertThat(hour(customer)).isBetween(4, 5));
    }

    /** A request of one of a customer's keys, a new one. */
    private static Admission admitOf(UUID customer, RedisLimits limits) {
        return limits.admit(new Limits(UUID.randomUUID(), RateLimits.NONE, null, customer, RateLimits.hourly(4), null), "r")
                .await().indefinitely();
    }

    @Test
    void anAnswerThatComesTooLateTakesNoPlaceAndNoQuota() {
        // Given
        reserve(10);
        pause(Duration.ofSeconds(3));

        // When
        admit(key, 100, 1, "late");

        // Then
        assertThat(replicas.fallbacks()).isEqualTo(1);
        await().until(() -> hour() == 1);
        await().until(() -> places() == 0);

        // When
        await().until(() -> {
            admit(UUID.randomUUID(), 1, null, "warm");
            return replicas.shared() == 1;
        });
        pause(Duration.ofSeconds(3));
        QuotaDecision decision = reserve(20);

        // Then
        assertThat(decision).isEqualTo(new QuotaDecision(true, 70));
        await().untilAsserted(() -> {
            reserve(0);
            assertThat(replicas.shared()).isEqualTo(1);
        });
        await().untilAsserted(() -> assertThat(used()).isEqualTo(30));
    }

    @Test
    void aCallerThatLeavesBeforeTheAnswerLeavesNoPlaceBehind() {
        // Given
        pause(Duration.ofMillis(150));
        UniAssertSubscriber<Admission> leaving = replicas.first.admit(new Limits(key, RateLimits.hourly(100), 1), "left")
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());

        // When
        leaving.cancel();

        // Then
        await().until(() -> hour() == 1);
        await().until(() -> places() == 0);
        assertThat(replicas.fallbacks()).isZero();
        assertThat(replicas.shared()).isEqualTo(1);
    }

    @Test
    void aReleaseThatItDoesNotHearIsToldWhenItIsBack() {
        // Given
        admit(key, 100, 1, "a");
        pause(Duration.ofSeconds(3));
        admit(UUID.randomUUID(), 1, null, "finds out");

        // When
        replicas.first.release(key, "a");

        // Then
        await().untilAsserted(() -> {
            assertThat(admitBy(replicas.second, key, 1, "b").isAdmitted()).isTrue();
            assertThat(places()).isEqualTo(1);
        });
    }

    @Test
    void scriptsThatItHasForgottenAreSentAgain() {
        // Given
        admit(key, 5, null, "a");

        // When
        replicas.redis.script(List.of("FLUSH")).await().indefinitely();

        // Then
        assertThat(admit(key, 5, null, "b").remaining()).isEqualTo(3);
        assertThat(replicas.fallbacks()).isZero();
    }

    @Test
    void whatItRefusesToDoIsDecidedHere() {
        // Given
        replicas.redis.set(List.of("vf:1:{" + key + "}:hour", "not a hash")).await().indefinitely();

        // Then
        assertThat(admit(key, 5, null, "a").remaining()).isEqualTo(4);
        assertThat(replicas.fallbacks()).isEqualTo(1);
    }

    private Admission admit(UUID keyId, int perHour, Integer maxConcurrent, String requestId) {
        return replicas.first.admit(new Limits(keyId, RateLimits.hourly(perHour), maxConcurrent), requestId).await()
                .indefinitely();
    }

    private static Admission admitBy(RedisLimits limits, UUID keyId, Integer maxConcurrent, String requestId) {
        return limits.admit(new Limits(keyId, RateLimits.hourly(100), maxConcurrent), requestId).await().indefinitely();
    }

    private QuotaDecision reserve(long amount) {
        return replicas.first.reserve(key, MAY, QuotaUnit.TOKENS, 100, amount, () -> Uni.createFrom().item(0L)).await()
                .indefinitely();
    }

    private long used() {
        return replicas.redis.hget("vf:1:{" + key + "}:used:" + MAY, "TOKENS").await().indefinitely().toLong();
    }

    private int hour() {
        return hour(key);
    }

    private int hour(UUID holder) {
        Response total = replicas.redis.hget("vf:1:{" + holder + "}:hour", "total").await().indefinitely();
        return total == null ? 0 : total.toInteger();
    }

    private int places() {
        return replicas.redis.zcard(RedisPlaces.key(key)).await().indefinitely().toInteger();
    }

    private void pause(Duration time) {
        replicas.redis.client(List.of("PAUSE", String.valueOf(time.toMillis()))).await().indefinitely();
    }
}
