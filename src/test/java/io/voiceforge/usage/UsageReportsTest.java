package io.voiceforge.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import io.voiceforge.error.ApiException;
import io.voiceforge.price.Cost;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.usage.FinishedCall.Outcome;
import io.voiceforge.usage.Report.Figures;
import io.voiceforge.usage.UsageStore.Whose;
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
        assertThat(await(reports.of(Whose.ofKey(ONE), new Period(NOW, NOW, Granularity.HOUR), List.of())))
                .isEqualTo(new Report(0, null, null, 0, 0, 0, 0, 0, 0, 0, 0,
                        0, null, 0, Map.of(), null, null, List.of()));
        assertThat(await(reports.byKey(Whose.ANYBODYS, new Period(NOW, NOW, Granularity.HOUR)))).isEmpty();
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
        recorder.record(
                new FinishedCall(ONE, null, lastMoment, Operation.SPEECH, null, null, Outcome.ERROR, 1, null, 5, 1500, 7,
                        new Cost(50, true), 0));
        recorder.record(new FinishedCall(ONE, null, lastMoment, Operation.CHAT, null, null, Outcome.SUCCESS, 1, null, 6, 501, 8,
                new Cost(60, false), 0));
        recorder.record(new FinishedCall(OTHER, null, lastMoment, Operation.CHAT, null, null, Outcome.SUCCESS, 1, null, 9, 9, 9,
                new Cost(9, true), 0));
        recorder.record(new FinishedCall(ONE, null, NOW, Operation.CHAT, null, null, Outcome.SUCCESS, 1, null, 100, 100, 100,
                new Cost(100, true), 0));
        YearMonth february = YearMonth.of(2026, 2);

        assertThat(await(reports.charactersIn(Whose.ofKey(ONE), february))).isEqualTo(11);
        assertThat(await(reports.audioSecondsIn(Whose.ofKey(ONE), february))).isEqualTo(3);
        assertThat(await(reports.tokensIn(Whose.ofKey(ONE), february))).isEqualTo(15);
        assertThat(await(reports.costIn(Whose.ofKey(ONE), february))).isEqualTo(110);
        assertThat(await(reports.charactersIn(Whose.ofKey(ONE), february.plusMonths(1)))).isEqualTo(100);
        assertThat(await(reports.charactersIn(Whose.ofKey(ONE), february.minusMonths(1)))).isZero();
    }

    @Test
    void groupsByWhatIsAskedForInTheStepsToo() {
        recorder.record(priced(ONE, NOW, ProviderId.OPENAI, "a", new Cost(7, true), 100));
        recorder.record(priced(ONE, NOW, ProviderId.OPENAI, "a", new Cost(8, true), 200));
        recorder.record(priced(OTHER, NOW, ProviderId.OPENAI, "b", Cost.UNKNOWN, 400));
        recorder.record(priced(OTHER, NOW.minus(1, ChronoUnit.DAYS), ProviderId.OPENAI, "a", new Cost(9, true), 800));
        Period period = new Period(NOW.minus(3, ChronoUnit.DAYS), NOW, Granularity.DAY);

        Report byModel = await(reports.of(Whose.ANYBODYS, period, List.of(Dimension.MODEL)));
        Report byKeyAndProvider = await(reports.of(Whose.ANYBODYS, period, List.of(Dimension.KEY, Dimension.PROVIDER)));

        assertThat(byModel.cost()).isEqualTo(24);
        assertThat(byModel.unpricedRequests()).isEqualTo(1);
        assertThat(byModel.groups()).map(UsageReportsTest::brief).containsExactly("{model=a} 3 24 0", "{model=b} 1 null 1");
        assertThat(byModel.series()).map(UsageReportsTest::brief).containsExactly("{model=a} 1 9 0", "{model=a} 2 15 0",
                "{model=b} 1 null 1");
        assertThat(byModel.series().get(1).latency().p50()).isCloseTo(100, within(10.0));
        assertThat(byModel.series().get(1).latency().p99()).isCloseTo(200, within(20.0));
        assertThat(byKeyAndProvider.groups()).map(UsageReportsTest::brief).containsExactly(
                "{key=" + ONE + ", provider=openai} 2 15 0", "{key=" + OTHER + ", provider=openai} 2 9 1");
        assertThat(await(reports.of(Whose.ofKey(ONE), period, List.of(Dimension.MODEL))).groups()).hasSize(1);
    }

    @Test
    void customersAreGroupedAndSelectedByWhomTheKeyBelongedTo() {
        recorder.record(of("Aurora", ONE, 7));
        recorder.record(of(null, ONE, 8));
        recorder.record(of("Aurora", OTHER, 9));
        recorder.record(of("Borealis", OTHER, 10));
        Period period = new Period(NOW.minusSeconds(3600), NOW, Granularity.HOUR);

        Report byCustomer = await(reports.of(Whose.ANYBODYS, period, List.of(Dimension.CUSTOMER)));
        Report ofOne = await(reports.of(new Whose(null, "Aurora"), period, List.of(Dimension.KEY)));

        assertThat(byCustomer.groups()).map(UsageReportsTest::brief).containsExactly("{customer=null} 1 8 0",
                "{customer=Aurora} 2 16 0", "{customer=Borealis} 1 10 0");
        assertThat(ofOne.groups()).map(UsageReportsTest::brief).containsExactly("{key=" + ONE + "} 1 7 0",
                "{key=" + OTHER + "} 1 9 0");
        assertThat(await(reports.byKey(new Whose(null, "Borealis"), period)).keySet()).containsExactly(OTHER);
        assertThat(await(reports.costIn(new Whose(null, "Aurora"), YearMonth.from(NOW.atOffset(ZoneOffset.UTC)))))
                .isEqualTo(16);
    }

    private static FinishedCall of(String customer, UUID key, long cost) {
        return new FinishedCall(key, customer, NOW, Operation.CHAT, ProviderId.OPENAI, null, Outcome.SUCCESS, 1, null, 0, 0, 0,
                new Cost(cost, true), 0);
    }

    @Test
    void aReportHasABound() {
        for (int key = 0; key <= ReportBuilder.MAX_FIGURES / 40; key++) {
            for (int hour = 0; hour < 40; hour++) {
                recorder.record(priced(new UUID(1, key), NOW.minus(hour, ChronoUnit.HOURS), null, null, Cost.NONE, 1));
            }
        }
        Instant from = NOW.minus(50, ChronoUnit.HOURS);

        assertThatThrownBy(
                () -> await(reports.of(Whose.ANYBODYS, new Period(from, NOW, Granularity.HOUR), List.of(Dimension.KEY))))
                .isInstanceOf(ApiException.class).hasMessageContaining("20000 steps");
        assertThat(await(reports.of(Whose.ANYBODYS, new Period(from, NOW, Granularity.HOUR), List.of())).series()).hasSize(40);
    }

    @Test
    void aMonthEndsBetweenTwoCallsAlsoWhenTheClockGoesBackOverIt() {
        Instant newMonth = Instant.parse("2026-03-01T00:00:00Z");
        recorder.record(priced(ONE, newMonth.minusMillis(1), ProviderId.OPENAI, "a", new Cost(1, true), 5));
        recorder.record(priced(ONE, newMonth, ProviderId.OPENAI, "a", new Cost(10, true), 5));
        // a clock that is set back
        recorder.record(priced(ONE, newMonth.minusSeconds(90), ProviderId.OPENAI, "a", new Cost(100, true), 5));
        recorder.record(priced(ONE, newMonth.plusSeconds(1), ProviderId.OPENAI, "a", new Cost(1000, true), 5));
        YearMonth february = YearMonth.of(2026, 2);

        assertThat(await(reports.costIn(Whose.ofKey(ONE), february))).isEqualTo(101);
        assertThat(await(reports.costIn(Whose.ofKey(ONE), february.plusMonths(1)))).isEqualTo(1010);
        recorder.flush();
        recorder.attempt().join();
        assertThat(await(reports.costIn(Whose.ofKey(ONE), february))).isEqualTo(101);
        assertThat(await(reports.costIn(Whose.ofKey(ONE), february.plusMonths(1)))).isEqualTo(1010);
        Report report = await(reports.of(Whose.ofKey(ONE), new Period(newMonth.minusSeconds(3600), newMonth.plusSeconds(3600),
                Granularity.DAY), List.of()));
        assertThat(report.series()).extracting(Figures::cost).containsExactly(101L, 1010L);
    }

    @Test
    void aKeyHasOnlySoManyModelsByNameInAnHour() {
        for (int model = 0; model < ModelNames.PER_HOUR + 30; model++) {
            recorder.record(priced(ONE, NOW, ProviderId.OPENAI, "model " + model, Cost.NONE, 1));
        }
        recorder.record(priced(ONE, NOW, ProviderId.OPENAI, "x".repeat(101), Cost.NONE, 1));
        recorder.record(priced(ONE, NOW, ProviderId.OPENAI, "\ud800", Cost.NONE, 1));
        recorder.record(priced(OTHER, NOW, ProviderId.OPENAI, "another", Cost.NONE, 1));
        Period period = new Period(NOW.minusSeconds(3600), NOW, Granularity.HOUR);

        Report report = await(reports.of(Whose.ANYBODYS, period, List.of(Dimension.MODEL)));

        assertThat(report.groups()).hasSize(ModelNames.PER_HOUR + 2);
        assertThat(report.groups().get(0)).satisfies(unnamed -> {
            assertThat(unnamed.group()).containsEntry("model", null);
            assertThat(unnamed.requests()).isEqualTo(32);
        });
    }

    private static String brief(Figures figures) {
        return figures.group() + " " + figures.requests() + " " + figures.cost() + " " + figures.unpricedRequests();
    }

    private static FinishedCall priced(UUID key, Instant at, ProviderId provider, String model, Cost cost, long millis) {
        return new FinishedCall(key, null, at, Operation.CHAT, provider, model, Outcome.SUCCESS, millis, null, 0, 0, 0, cost,
                0);
    }

    /** What the naive count counts of a step. */
    private record Step(Instant bucketStart, long requests, long errors) {
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
        Map<UUID, Report> byKey = await(reporting.byKey(Whose.ANYBODYS, new Period(from, to, granularity)));

        // Then
        for (UUID key : List.of(ONE, OTHER)) {
            Report report = await(reporting.of(Whose.ofKey(key), new Period(from, to, granularity), List.of()));
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
        boolean isNothingKnown = calls.stream().allMatch(call -> call.cost().micros() == 0 && !call.cost().isKnown());
        assertThat(report.cost()).isEqualTo(
                isNothingKnown ? null : (Long) calls.stream().mapToLong(call -> call.cost().micros()).sum());
        assertThat(report.unpricedRequests()).isEqualTo(calls.stream().filter(call -> !call.cost().isKnown()).count());
        Map<Instant, Step> steps = new TreeMap<>();
        for (FinishedCall call : calls) {
            Instant start = call.at().truncatedTo(granularity == Granularity.DAY ? ChronoUnit.DAYS : ChronoUnit.HOURS);
            steps.merge(start, new Step(start, 1, call.outcome() == Outcome.ERROR ? 1 : 0),
                    (one, other) -> new Step(start, one.requests() + 1, one.errors() + other.errors()));
        }
        assertThat(report.groups()).isNull();
        assertThat(report.series()).map(step -> new Step(step.bucketStart(), step.requests(), step.errors()))
                .containsExactlyElementsOf(steps.values());
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
                .as((key, second, operation, provider, outcome, millis, amount) -> new FinishedCall(key, null,
                        TODAY.plusSeconds(second), operation, provider, "model", outcome, millis, null, amount, 7 * amount,
                        3 * amount, new Cost(13 * amount, amount % 2 == 0), 11 * amount))
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
        return await(reports.of(Whose.ofKey(ONE), new Period(NOW.minusSeconds(3600), NOW, Granularity.HOUR), List.of()))
                .totalRequests();
    }

    private static FinishedCall call(UUID key, Instant at, Operation operation, ProviderId provider, Outcome outcome,
            long millis) {
        return new FinishedCall(key, null, at, operation, provider, null, outcome, millis, null, 1, 1, 1, new Cost(1, true), 1);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(10));
    }
}
