package io.voiceforge.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.vertx.mutiny.redis.client.Response;
import io.voiceforge.key.RateLimits;
import io.voiceforge.limit.Admission;
import io.voiceforge.limit.Limits;
import io.voiceforge.testing.RedisServer;
import io.voiceforge.testing.TcpProxy;

/** A replica decides by itself only when it is Redis that is late or away, and what it then lets through is bounded. */
@Tag("slow")
class RedisLatenessTest {

    private static final Duration TIMEOUT = Duration.ofMillis(250);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final UUID key = UUID.randomUUID();
    private final AtomicInteger requests = new AtomicInteger();
    private final RedisServer server = new RedisServer().open();
    private final TcpProxy proxy = new TcpProxy(server.port());
    private Replicas replicas;

    @AfterEach
    void stop() {
        replicas.close();
        proxy.close();
        server.close();
    }

    @Test
    void aReplicaThatHasItsHandsFullForLongerThanRedisMayTakeDecidesNothingByItself() {
        // Given
        replicas = new Replicas(server, TIMEOUT, PAUSE, () -> "");

        // When each answer keeps the event loop busy, together for several times as long
        List<CompletableFuture<Admission>> answers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            answers.add(ask(i % 2 == 0 ? replicas.first : replicas.second, 200).whenComplete(
                    (admission, failure) -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1))));
        }

        // Then
        assertThat(admitted(answers)).isEqualTo(200);
        assertThat(replicas.fallbacks()).isZero();
    }

    @Test
    void decisionsWaitForTheFirstConnection() {
        // Given
        proxy.hold();
        replicas = new Replicas(server, url(), TIMEOUT, PAUSE, () -> "");
        List<CompletableFuture<Admission>> answers = askBoth(200, 100);

        // When
        await().during(TIMEOUT.multipliedBy(2)).until(() -> !answers.get(0).isDone());
        proxy.release();

        // Then
        assertThat(admitted(answers)).isEqualTo(100);
        assertThat(replicas.fallbacks()).isZero();
    }

    @Test
    void aRedisThatDoesNotTakeTheFirstConnectionIsWaitedForOnceAndNotForEver() {
        // Given
        proxy.hold();
        replicas = new Replicas(server, url(), TIMEOUT, PAUSE, () -> "");

        // Then
        assertThat(ask(replicas.first, 5).orTimeout(30, TimeUnit.SECONDS).join().isAdmitted()).isTrue();
        long start = System.nanoTime();
        assertThat(ask(replicas.first, 5).join().remaining()).isEqualTo(3);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(RedisConnector.LIMIT);
        assertThat(replicas.fallbacks()).isEqualTo(2);

        // When
        proxy.drop();

        // Then
        awaitShared();
        assertThat(ask(replicas.first, 5).join().remaining()).isEqualTo(2);
        assertThat(ask(replicas.second, 5).join().remaining()).isEqualTo(1);
    }

    @Test
    void whileRedisIsLateEachReplicaPassesWhatWasLeftAndAllOfThatCountsAfterwards() {
        // Given
        replicas = new Replicas(server, url(), TIMEOUT, PAUSE, () -> "");
        assertThat(admitted(askBoth(40, 100))).isEqualTo(40);
        assertThat(replicas.fallbacks()).isZero();

        // When
        proxy.hold();
        List<CompletableFuture<Admission>> late = askBoth(400, 100);
        long passed = admitted(late);

        // Then the one that is cut off takes what it knew to be left, the other what is left
        assertThat(passed).isBetween(60L, 120L);
        await().until(() -> replicas.shared() == 0);

        // When
        proxy.release();

        // Then
        awaitShared();
        assertThat(admitted(askBoth(50, 100))).isZero();
        await().until(() -> hour() >= 40 + passed);
    }

    @Test
    void aConnectionThatSomebodyHasDroppedIsOpenedAgainAndTheQuestionAskedOnceMore() {
        // Given
        replicas = new Replicas(server, url(), Duration.ofSeconds(30), PAUSE, () -> "");
        ask(replicas.first, 10).join();

        // When
        proxy.drop();

        // Then
        assertThat(ask(replicas.first, 10).join().remaining()).isEqualTo(8);

        // When
        proxy.hold();
        CompletableFuture<Admission> underWay = ask(replicas.first, 10);
        proxy.drop();

        // Then
        assertThat(underWay.join().remaining()).isBetween(6, 7);
        assertThat(replicas.fallbacks()).isZero();
    }

    @Test
    void aConnectionThatHasDiedInSilenceIsGivenUp() {
        // Given
        replicas = new Replicas(server, url(), TIMEOUT, PAUSE, () -> "");
        ask(replicas.first, 10).join();

        // When
        proxy.forget();
        ask(replicas.first, 10).join();

        // Then
        assertThat(replicas.fallbacks()).isEqualTo(1);
        awaitShared();
    }

    private List<CompletableFuture<Admission>> askBoth(int times, int perHour) {
        List<CompletableFuture<Admission>> answers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            answers.add(ask(i % 2 == 0 ? replicas.first : replicas.second, perHour));
        }
        return answers;
    }

    private CompletableFuture<Admission> ask(RedisLimits limits, int perHour) {
        return limits.admit(new Limits(key, RateLimits.hourly(perHour), null), "r" + requests.incrementAndGet())
                .subscribeAsCompletionStage();
    }

    private static long admitted(List<CompletableFuture<Admission>> answers) {
        return answers.stream().filter(answer -> answer.orTimeout(60, TimeUnit.SECONDS).join().isAdmitted()).count();
    }

    private void awaitShared() {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            replicas.first.admit(new Limits(UUID.randomUUID(), RateLimits.hourly(1), null), "r" + requests.incrementAndGet())
                    .await()
                    .indefinitely();
            return replicas.shared() == 1;
        });
    }

    private int hour() {
        Response total = replicas.redis.hget("vf:1:{" + key + "}:hour", "total").await().indefinitely();
        return total == null ? 0 : total.toInteger();
    }

    private String url() {
        return "redis://127.0.0.1:" + proxy.port();
    }
}
