package io.voiceforge.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.voiceforge.call.Operation;
import io.voiceforge.price.Cost;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.usage.FakeStore.Mood;
import io.voiceforge.usage.FinishedCall.Outcome;
import io.voiceforge.usage.UsageStore.Slot;
import io.voiceforge.usage.UsageStore.Totals;
import io.voiceforge.usage.UsageStore.Use;

@Timeout(60)
class UsageRecorderTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final UUID KEY = UUID.randomUUID();
    private static final Instant AT = Instant.parse("2026-02-28T23:59:59.999999999Z");
    private static final Instant HOUR = Instant.parse("2026-02-28T23:00:00Z");

    private final FakeStore store = new FakeStore();
    private final MeterRegistry meters = new SimpleMeterRegistry();

    @AfterAll
    static void stop() {
        VERTX.close();
    }

    @Test
    void addsCallsUpByHourAndSlotAndStoresThemAtOnce() {
        // Given
        UsageRecorder recorder = recorder();
        recorder.record(call(AT, 100, 5));
        recorder.record(call(HOUR, 100, 7));
        recorder.record(call(HOUR.plusSeconds(5), 1, 9));
        recorder.record(call(HOUR.plusSeconds(3600), 900_001, 11));

        // When
        flush(recorder);

        // Then
        assertThat(store.tries).hasSize(1);
        assertThat(store.onContext).containsExactly(true);
        assertThat(store.rows()).containsOnly(
                Map.entry(slot(HOUR), new Totals(3, 21, 42, 63, 84, 201, 3, 105, Map.of(Latency.bucket(100), 2L, 1, 1L))),
                Map.entry(slot(HOUR.plusSeconds(3600)),
                        new Totals(1, 11, 22, 33, 44, 900_001, 1, 55, Map.of(Latency.bucket(900_001), 1L))));
        assertThat(store.use(KEY)).isEqualTo(new Use(HOUR.plusSeconds(3600), 4));
        assertThat(recorder.unflushed()).isEmpty();
    }

    @Test
    void storesNothingWhenThereIsNothing() {
        flush(recorder());

        assertThat(store.tries).isEmpty();
    }

    @Test
    void triesABatchThatFailedAgainAsItWasAndKeepsWhatComesInForTheNext() {
        for (Mood mood : new Mood[] { Mood.AWAY, Mood.THROWING, Mood.CONFIRMATION_LOST }) {
            // Given
            FakeStore failing = new FakeStore();
            failing.mood = mood;
            UsageRecorder recorder = Recorders.recorder(failing, VERTX, new SimpleMeterRegistry(), Map.of());
            recorder.record(call(AT, 10, 1));
            flush(recorder);
            recorder.record(call(AT, 10, 1));
            flush(recorder);

            // When
            failing.mood = Mood.WELL;
            flush(recorder);
            flush(recorder);
            flush(recorder);

            // Then
            assertThat(failing.tries).as(mood.name()).hasSize(4);
            assertThat(failing.tries.get(1)).isEqualTo(failing.tries.get(0));
            assertThat(failing.tries.get(2)).isEqualTo(failing.tries.get(0));
            assertThat(failing.tries.get(3).id()).isNotEqualTo(failing.tries.get(0).id());
            assertThat(failing.calls()).isEqualTo(2);
            assertThat(failing.use(KEY).calls()).isEqualTo(2);
        }
    }

    @Test
    void showsWhatWaitsForHowLongAndWhatFailed() {
        // Given
        store.mood = Mood.AWAY;
        UsageRecorder recorder = recorder();
        assertThat(gauge("voiceforge.usage.flush.lag")).isLessThan(0.01);
        recorder.record(call(AT, 10, 1));
        flush(recorder);
        recorder.record(call(AT, 10, 1));

        // Then
        assertThat(gauge("voiceforge.usage.pending")).isEqualTo(2);
        await().until(() -> gauge("voiceforge.usage.flush.lag") > 0.05);
        assertThat(meters.get("voiceforge.usage.flush.failures").counter().count()).isEqualTo(1);
        store.mood = Mood.WELL;
        flush(recorder);
        flush(recorder);
        assertThat(gauge("voiceforge.usage.pending")).isZero();
    }

    @Test
    void holdsNoMoreSumsThanConfiguredAndCountsTheCallsThatAreLost() {
        // Given
        store.mood = Mood.AWAY;
        UsageRecorder recorder = Recorders.recorder(store, VERTX, meters, Map.of("voiceforge.usage.max-pending", "10"));
        for (int i = 0; i < 4; i++) {
            recorder.record(call(HOUR.plusSeconds(3600L * i), 10, 1));
        }
        flush(recorder);

        // When
        for (int i = 0; i < 20; i++) {
            recorder.record(call(HOUR.plusSeconds(3600L * i), 10, 1));
        }

        // Then calls of sums that are there already still count
        recorder.record(call(HOUR, 10, 1));
        assertThat(gauge("voiceforge.usage.pending")).isEqualTo(10);
        assertThat(meters.get("voiceforge.usage.lost").counter().count()).isEqualTo(14);
        store.mood = Mood.WELL;
        flush(recorder);
        flush(recorder);
        assertThat(store.calls()).isEqualTo(4 + 6 + 1);
    }

    @Test
    void storesWhatIsLeftWhenItIsClosedInAsManyBatchesAsItTakes() {
        UsageRecorder recorder = recorder();
        for (int i = 0; i < 12_000; i++) {
            recorder.record(call(HOUR.plusSeconds(3600L * i), 10, 1));
        }

        recorder.close(Duration.ofSeconds(60));

        assertThat(store.calls()).isEqualTo(12_000);
        assertThat(store.tries).hasSizeBetween(3, 4).allMatch(batch -> batch.totals().size() <= 5000);

        // And a call that ends too late is stored at once
        recorder.record(call(AT, 10, 1));
        await().until(() -> store.calls() == 12_001);
    }

    @Test
    void isClosedWhileTheStoreComesBackOrDoesNot() {
        // Given
        store.mood = Mood.AWAY;
        UsageRecorder recorder = recorder();
        recorder.record(call(AT, 10, 1));
        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> recorder.close(Duration.ofSeconds(30)));
        await().until(() -> store.tries.size() >= 2);
        store.mood = Mood.WELL;
        closing.join();
        assertThat(store.calls()).isEqualTo(1);

        // And one that never answers
        store.mood = Mood.SILENT;
        recorder.record(call(AT, 10, 1));
        long started = System.nanoTime();
        recorder.close(Duration.ofMillis(300));
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isBetween(Duration.ofMillis(300), Duration.ofSeconds(30));
    }

    @Test
    void storesByItselfInTheInterval() {
        UsageRecorder recorder = Recorders.recorder(store, VERTX, meters, Map.of("voiceforge.usage.flush-interval", "20ms"));
        recorder.onStart(new StartupEvent());

        recorder.record(call(AT, 10, 1));
        await().until(() -> store.calls() == 1);
        recorder.record(call(AT, 10, 1));
        await().until(() -> store.calls() == 2);

        recorder.onShutdown(null);
    }

    @Test
    void countsEachCallOfManyThreadsOnceWhileBatchesAreTakenAndFail() throws Exception {
        // Given
        int threads = 8;
        int each = 10_000;
        UsageRecorder recorder = recorder();
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);

        // When
        CompletableFuture<?>[] all = Stream.generate(() -> CompletableFuture.runAsync(() -> {
            try {
                start.await();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            for (int i = 0; i < each; i++) {
                recorder.record(call(HOUR.plusSeconds(3600L * (i % 3)), i % 2000, 1));
            }
        }, pool)).limit(threads).toArray(CompletableFuture[]::new);
        CompletableFuture<Void> done = CompletableFuture.allOf(all);
        Mood[] moods = { Mood.WELL, Mood.CONFIRMATION_LOST, Mood.AWAY, Mood.WELL };
        for (int i = 0; !done.isDone(); i++) {
            store.mood = moods[i % moods.length];
            flush(recorder);
        }
        done.join();
        pool.shutdown();
        store.mood = Mood.WELL;
        recorder.close(Duration.ofSeconds(60));

        // Then
        assertThat(store.calls()).isEqualTo(threads * each);
        assertThat(store.use(KEY).calls()).isEqualTo(threads * each);
        assertThat(store.rows().values().stream().mapToLong(Totals::characters).sum()).isEqualTo(threads * each);
        assertThat(store.rows().values().stream().flatMap(totals -> totals.latency().values().stream())
                .mapToLong(Long::longValue).sum()).isEqualTo(threads * each);
        assertThat(store.rows().values().stream().mapToLong(Totals::totalMillis).sum())
                .isEqualTo(threads * (each / 2000) * (1999L * 2000 / 2));
    }

    private UsageRecorder recorder() {
        return Recorders.recorder(store, VERTX, meters, Map.of());
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    private static void flush(UsageRecorder recorder) {
        recorder.flush();
        recorder.attempt().join();
    }

    private static FinishedCall call(Instant at, long totalMillis, long amount) {
        return new FinishedCall(KEY, null, at, Operation.SPEECH, ProviderId.SPACE, null, Outcome.SUCCESS, totalMillis, 1L,
                amount,
                2 * amount, 3 * amount, new Cost(5 * amount, true), 4 * amount);
    }

    private static Slot slot(Instant hour) {
        return new Slot(KEY, null, hour, Operation.SPEECH, ProviderId.SPACE, null, Outcome.SUCCESS);
    }
}
