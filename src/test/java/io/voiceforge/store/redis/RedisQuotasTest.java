package io.voiceforge.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.YearMonth;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;
import io.voiceforge.limit.Admission;
import io.voiceforge.limit.Parallel;
import io.voiceforge.limit.QuotaDecision;
import io.voiceforge.limit.QuotaUnit;
import io.voiceforge.testing.RedisServer;

class RedisQuotasTest {

    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final YearMonth MAY = YearMonth.of(2026, 5);

    private static RedisServer server;

    private final UUID key = UUID.randomUUID();
    private final AtomicInteger asked = new AtomicInteger();
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
        replicas = new Replicas(server, PATIENT, PATIENT, () -> "");
    }

    @AfterEach
    void stop() {
        replicas.close();
    }

    @Test
    void aQuotaIsSharedAndBeginsWithTheRecords() {
        assertThat(reserve(replicas.first, MAY, 100, 60)).isEqualTo(granted(30));
        assertThat(reserve(replicas.second, MAY, 100, 31)).isEqualTo(refused(30));
        assertThat(reserve(replicas.second, MAY, 100, 30)).isEqualTo(granted(0));
        assertThat(reserve(replicas.first, MAY, 100, 1)).isEqualTo(refused(0));
        assertThat(asked).hasValue(1);
        assertThat(reserve(replicas.first, MAY.plusMonths(1), 100, 1)).isEqualTo(granted(89));
    }

    @Test
    void whatIsSettledCountsForAll() {
        // Given
        reserve(replicas.first, MAY, 100, 60);

        // When
        replicas.first.settle(key, MAY, QuotaUnit.TOKENS, -50);

        // Then
        await().until(() -> reserve(replicas.second, MAY, 100, 0).equals(granted(80)));
        replicas.second.settle(key, MAY, QuotaUnit.TOKENS, 200);
        await().until(() -> reserve(replicas.first, MAY, 100, 1).equals(refused(0)));
        replicas.second.settle(key, MAY, QuotaUnit.TOKENS, -5000);
        await().until(() -> reserve(replicas.first, MAY, 100, 0).equals(granted(100)));
        assertThat(ttlSeconds()).isBetween(39 * 86_400L, 40 * 86_400L);
    }

    @Test
    void nothingIsSettledWhereNothingIsCounted() {
        // When
        replicas.first.settle(key, MAY, QuotaUnit.TOKENS, 70);

        // Then
        assertThat(reserve(replicas.first, MAY, 100, 0)).isEqualTo(granted(90));
    }

    @Test
    void aQuotaMayBeAsLargeAsALong() {
        assertThat(reserve(replicas.first, MAY, Long.MAX_VALUE, 60).isGranted()).isTrue();
    }

    @Test
    void recordsThatFailLeaveTheDecisionToThisProcessAndAreAskedAgain() {
        assertThat(replicas.first.reserve(key, MAY, QuotaUnit.TOKENS, 100, 20,
                () -> Uni.createFrom().failure(new IllegalStateException("away"))).await().indefinitely())
                .isEqualTo(granted(80));
        assertThat(reserve(replicas.second, MAY, 100, 20)).isEqualTo(granted(70));
    }

    @Test
    void exactlyTheQuotaIsTakenByTheThreadsOfTwoReplicas() throws Exception {
        assertThat(Parallel.admitted(64, 2000, i -> {
            QuotaDecision decision = reserve(i % 2 == 0 ? replicas.first : replicas.second, MAY, 1010, 2);
            return Admission.withoutRates(decision.isGranted() ? null : Admission.Refusal.RATE);
        })).isEqualTo(500);
    }

    private QuotaDecision reserve(RedisLimits limits, YearMonth month, long limit, long amount) {
        return limits.reserve(key, month, QuotaUnit.TOKENS, limit, amount, () -> {
            asked.incrementAndGet();
            return Uni.createFrom().item(10L);
        }).await().indefinitely();
    }

    private long ttlSeconds() {
        return replicas.redis.ttl("vf:1:{" + key + "}:used:" + MAY).await().indefinitely().toLong();
    }

    private static QuotaDecision granted(long left) {
        return new QuotaDecision(true, left);
    }

    private static QuotaDecision refused(long left) {
        return new QuotaDecision(false, left);
    }
}
