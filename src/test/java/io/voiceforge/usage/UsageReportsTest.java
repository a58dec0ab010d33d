package io.voiceforge.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.voiceforge.call.Operation;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.usage.FinishedCall.Outcome;
import io.voiceforge.usage.Report.Step;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class UsageReportsTest {

    /** Not closed: two engines run these tests, and neither knows when the other one has done. */
    private static final Vertx VERTX = Vertx.vertx();
    private static final Instant NOW = Instant.parse("2026-03-02T10:20:30Z");
    private static final Instant TODAY = NOW.truncatedTo(ChronoUnit.DAYS);
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    private final FakeStore store = new FakeStore();
    private final UsageRecorder recorder = Recorders.recorder(store, VERTX, new SimpleMeterRegistry(), Map.of());
    private final UsageReports reports = new UsageReports(store, recorder, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void knowsNothingOfAKeyThatHasNotBeenUsed() {
        assertThat(await(reports.of(ONE, NOW, NOW, Granularity.HOUR)))
                .isEqualTo(new Report(0, null, null, 0, 0, 0, 0, 0, 0, 0, 0,
                        0, Map.of(), null, List.of()));
        assertThat(await(reports.byKey(NOW, NOW, Granularity.HOUR))).isEmpty();
    }

    @Test
    void showsACallAtOnceAndOnce() {
        recorder.record(call(ONE, NOW, Operation.SPEECH, ProviderId.LOCAL, Outcome.SUCCESS, 10));
        assertThat(requests()).isEqualTo(1);

        recorder.flush();
        assertThat(requests()).isEqualTo(1);

        recorder.record(call(ONE, NOW, Operation.SPEECH, ProviderId.LOCAL, Outcome.SUCCESS, 10));
        assertThat(requests()).isEqualTo(2);
    }

    @Test
    void readsAgainWhenABatchWasStoredMeanwhile() {
        // Given
        recorder.record(call(ONE, NOW, Operation.SPEECH, ProviderId.LOCAL, Outcome.SUCCESS, 10));
        AtomicInteger reads = new AtomicInteger();
        store.duringRead = () -> {
            if (reads.incrementAndGet() == 1) {
                recorder.flush();
                recorder.attempt().join();
            }
        };

        // Then
        assertThat(requests()).isEqualTo(1);
        assertThat(reads).hasValueGreaterThan(1);
    }

    @Test
    void sumsUpAMonthForQuotas() {
        Instant lastMoment = Instant.parse("2026-03-01T00:00:00Z").minusMillis(1);
        recorder.record(new FinishedCall(ONE, lastMoment, Operation.SPEECH, null, null, Outcome.ERROR, 1, null, 5, 1500, 7, 0));
        recorder.record(new FinishedCall(ONE, lastMoment, Operation.CHAT, null, null, Outcome.SUCCESS, 1, null, 6, 501, 8, 0));
        recorder.record(new FinishedCall(OTHER, lastMoment, Operation.CHAT, null, null, Outcome.SUCCESS, 1, null, 9, 9, 9, 0));
        recorder.record(new FinishedCall(ONE, NOW, Operation.CHAT, null, null, Outcome.SUCCESS, 1, null, 100, 100, 100, 0));
        YearMonth february = YearMonth.of(2026, 2);

        assertThat(await(reports.charactersIn(ONE, february))).isEqualTo(11);
        assertThat(await(reports.audioSecondsIn(ONE, february))).isEqualTo(3);
        assertThat(await(reports.tokensIn(ONE, february))).isEqualTo(15);
        assertThat(await(reports.charactersIn(ONE, february.plusMonths(1)))).isEqualTo(100);
        assertThat(await(reports.charactersIn(ONE, february.minusMonths(1)))).isZero();
    }

    @Property(tries = 200)
    void saysWhatANaiveCountOfTheCallsSays(@ForAll("calls") List<FinishedCall> calls, @ForAll("hours") int fromHour,
            @ForAll("hours") int toHour, @ForAll Granularity granularity, @ForAll("splits") int flushEvery) {
        // Given
        FakeStore stored = new FakeStore();
        UsageRecorder fresh = Recorders.recorder(stored, VERTX, new SimpleMeterRegistry(), Map.of());
        UsageReports reporting = new UsageReports(stored, fresh, Clock.fixed(NOW, ZoneOffset.UTC));
        for (int i = 0; i < calls.size(); i++) {
            fresh.record(calls.get(i));
            if (i % flushEvery == 0) {
                fresh.flush();
            }
        }
        Instant from = TODAY.plus(fromHour, ChronoUnit.HOURS);
        Instant to = TODAY.plus(toHour, ChronoUnit.HOURS);

        // When
        Map<UUID, Report> byKey = await(reporting.byKey(from, to, granularity));

        // Then
        for (UUID key : List.of(ONE, OTHER)) {
            Report report = await(reporting.of(key, from, to, granularity));
            List<FinishedCall> own = calls.stream().filter(call -> call.keyId().equals(key)).toList();
            List<FinishedCall> within = own.stream().filter(call -> !call.at().isBefore(from) && call.at().isBefore(to))
                    .toList();
            check(report, within, granularity);
            assertThat(report.requestsToday()).isEqualTo(own.stream()
                    .filter(call -> !call.at().isBefore(TODAY) && call.at().isBefore(TODAY.plus(1, ChronoUnit.DAYS))).count());
            if (report.totalRequests() + report.requestsToday() > 0) {
                assertThat(byKey).containsEntry(key, report);
            } else {
                assertThat(byKey).doesNotContainKey(key);
            }
        }
    }

    private static void check(Report report, List<FinishedCall> calls, Granularity granularity) {
        long succeeded = count(calls, Outcome.SUCCESS);
        long failed = count(calls, Outcome.ERROR);
        assertThat(report.totalRequests()).isEqualTo(calls.size());
        assertThat(report.successRate()).isEqualTo(succeeded + failed == 0 ? null : 100.0 * succeeded / (succeeded + failed));
        assertThat(report.ttsRequests()).isEqualTo(count(calls, Operation.SPEECH));
        assertThat(report.sttRequests()).isEqualTo(count(calls, Operation.TRANSCRIPTION));
        assertThat(report.vadRequests()).isEqualTo(count(calls, Operation.VAD));
        assertThat(report.vllmRequests()).isEqualTo(count(calls, Operation.CHAT));
        assertThat(report.flowRequests()).isEqualTo(count(calls, Operation.FLOW));
        assertThat(report.charactersSynthesized()).isEqualTo(calls.stream().mapToLong(FinishedCall::characters).sum());
        assertThat(report.audioSecondsTranscribed())
                .isEqualTo(calls.stream().mapToLong(FinishedCall::audioMillis).sum() / 1000.0);
        assertThat(report.tokens()).isEqualTo(calls.stream().mapToLong(FinishedCall::tokens).sum());
        assertThat(report.byProvider()).isEqualTo(calls.stream().filter(call -> call.provider() != null)
                .collect(Collectors.groupingBy(call -> call.provider().name(), Collectors.counting())));
        Map<Instant, Step> steps = new TreeMap<>();
        for (FinishedCall call : calls) {
            Instant start = call.at().truncatedTo(granularity == Granularity.DAY ? ChronoUnit.DAYS : ChronoUnit.HOURS);
            steps.merge(start, new Step(start, 1, call.outcome() == Outcome.ERROR ? 1 : 0),
                    (one, other) -> new Step(start, one.requests() + 1, one.errors() + other.errors()));
        }
        assertThat(report.series()).containsExactlyElementsOf(steps.values());
        if (calls.isEmpty()) {
            assertThat(report.avgLatency()).isNull();
            assertThat(report.latency()).isNull();
        } else {
            long[] times = calls.stream().mapToLong(FinishedCall::totalMillis).sorted().toArray();
            assertThat(report.avgLatency()).isEqualTo((double) calls.stream().mapToLong(FinishedCall::totalMillis).sum()
                    / calls.size());
            checkPercentile(report.latency().p50(), times, 50);
            checkPercentile(report.latency().p95(), times, 95);
            checkPercentile(report.latency().p99(), times, 99);
        }
    }

    private static void checkPercentile(double reported, long[] sorted, int percent) {
        long exact = sorted[(int) Math.ceil(sorted.length * percent / 100.0) - 1];
        assertThat(reported).isCloseTo(exact, within(Math.max(0.5, exact * 0.1)));
    }

    private static long count(List<FinishedCall> calls, Object what) {
        return calls.stream().filter(call -> call.operation() == what || call.outcome() == what).count();
    }

    @Provide
    Arbitrary<List<FinishedCall>> calls() {
        return Combinators.combine(Arbitraries.of(ONE, OTHER), Arbitraries.integers().between(-50 * 3600, 50 * 3600),
                Arbitraries.of(Operation.class),
                Arbitraries.of(ProviderId.SPACE, ProviderId.OPENAI, ProviderId.LOCAL).injectNull(0.2),
                Arbitraries.of(Outcome.class),
                Arbitraries.longs().between(0, 900_000), Arbitraries.longs().between(0, 5000))
                .as((key, second, operation, provider, outcome, millis, amount) -> new FinishedCall(key,
                        TODAY.plusSeconds(second), operation, provider, "model", outcome, millis, null, amount, 7 * amount,
                        3 * amount, 11 * amount))
                .list().ofMaxSize(60);
    }

    @Provide
    Arbitrary<Integer> hours() {
        return Arbitraries.integers().between(-50, 50);
    }

    @Provide
    Arbitrary<Integer> splits() {
        return Arbitraries.integers().between(1, 20);
    }

    private long requests() {
        return await(reports.of(ONE, NOW.minusSeconds(3600), NOW, Granularity.HOUR)).totalRequests();
    }

    private static FinishedCall call(UUID key, Instant at, Operation operation, ProviderId provider, Outcome outcome,
            long millis) {
        return new FinishedCall(key, at, operation, provider, null, outcome, millis, null, 1, 1, 1, 1);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(10));
    }
}
