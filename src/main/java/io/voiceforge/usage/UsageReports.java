package io.voiceforge.usage;

import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.voiceforge.stream.CallerContext;
import io.voiceforge.usage.UsageStore.Row;
import io.voiceforge.usage.UsageStore.Totals;
import io.voiceforge.usage.UsageStore.Whose;

/**
 * Reports usage, including this process's calls that are not stored yet. Periods are extended to full hours (UTC), the unit in
 * which usage is kept. Must be called on a Vert.x context, where the result arrives; fails if the store is unavailable.
 */
@ApplicationScoped
public class UsageReports {

    /** A batch stored during a read may be missing from both sources or be in both; the rows are then read again. */
    private static final int MAX_READS = 3;
    private static final UUID ALL = new UUID(0, 0);

    private final UsageStore store;
    private final UsageRecorder recorder;
    private final Clock clock;

    @Inject
    UsageReports(UsageStore store, UsageRecorder recorder) {
        this(store, recorder, Clock.systemUTC());
    }

    UsageReports(UsageStore store, UsageRecorder recorder, Clock clock) {
        this.store = store;
        this.recorder = recorder;
        this.clock = clock;
    }

    /** One report of all these calls; zeros and nulls if there are none. */
    public Uni<Report> of(Whose whose, Period period, List<Dimension> groupBy) {
        return builders(whose, period, groupBy, row -> ALL)
                .map(found -> found.getOrDefault(ALL, new ReportBuilder(period.granularity(), groupBy)).build());
    }

    /** The reports of all keys used in the period or today, including keys that no longer exist. */
    public Uni<Map<UUID, Report>> byKey(Whose whose, Period period) {
        return builders(whose, period, List.of(), row -> row.slot().keyId()).map(found -> {
            Map<UUID, Report> reports = new TreeMap<>();
            found.forEach((id, builder) -> reports.put(id, builder.build()));
            return reports;
        });
    }

    /** Code points synthesized in a month (UTC). */
    public Uni<Long> charactersIn(Whose whose, YearMonth month) {
        return usedIn(whose, month, Totals::characters);
    }

    /** Seconds of audio transcribed in a month (UTC), rounded up. */
    public Uni<Long> audioSecondsIn(Whose whose, YearMonth month) {
        return usedIn(whose, month, Totals::audioMillis).map(millis -> (millis + 999) / 1000);
    }

    /** Chat tokens in a month (UTC). */
    public Uni<Long> tokensIn(Whose whose, YearMonth month) {
        return usedIn(whose, month, Totals::tokens);
    }

    /** What the calls have cost in a month (UTC), in micro-dollars, as far as known. */
    public Uni<Long> costIn(Whose whose, YearMonth month) {
        return usedIn(whose, month, Totals::cost);
    }

    private Uni<Long> usedIn(Whose whose, YearMonth month, ToLongFunction<Totals> what) {
        return read(whose, startOf(month), startOf(month.plusMonths(1)), MAX_READS)
                .map(rows -> rows.stream().map(Row::totals).mapToLong(what).sum());
    }

    /** @param report which report a row belongs to */
    private Uni<Map<UUID, ReportBuilder>> builders(Whose whose, Period period, List<Dimension> groupBy,
            Function<Row, UUID> report) {
        Instant start = period.from().truncatedTo(ChronoUnit.HOURS);
        Instant end = endOfHour(period.to());
        Instant today = clock.instant().truncatedTo(ChronoUnit.DAYS);
        Instant tomorrow = today.plus(1, ChronoUnit.DAYS);
        boolean todayIncluded = !start.isAfter(today) && !end.isBefore(tomorrow);
        return read(whose, start, end, MAX_READS).chain(rows -> {
            Uni<List<Row>> ofToday = todayIncluded ? Uni.createFrom().item(rows) : read(whose, today, tomorrow, MAX_READS);
            return ofToday.map(todays -> {
                Map<UUID, ReportBuilder> builders = new TreeMap<>();
                Function<Row, ReportBuilder> builder = row -> builders.computeIfAbsent(report.apply(row),
                        id -> new ReportBuilder(period.granularity(), groupBy));
                rows.forEach(row -> builder.apply(row).add(row));
                todays.stream().filter(row -> isIn(row.slot().hour(), today, tomorrow))
                        .forEach(row -> builder.apply(row).addToday(row));
                return builders;
            });
        });
    }

    private Uni<List<Row>> read(Whose whose, Instant from, Instant to, int triesLeft) {
        return Uni.createFrom().deferred(() -> {
            CompletableFuture<Void> before = recorder.attempt();
            return ended(before).chain(() -> store.read(whose, from, to)).chain(stored -> {
                List<Row> rows = new ArrayList<>(stored);
                recorder.unflushed().stream().filter(row -> whose.has(row.slot()) && isIn(row.slot().hour(), from, to))
                        .forEach(rows::add);
                return recorder.attempt() == before || triesLeft <= 1 ? Uni.createFrom().item(rows)
                        : read(whose, from, to, triesLeft - 1);
            });
        });
    }

    /** Continues on the caller's context, which the store needs. */
    private static Uni<Void> ended(CompletableFuture<Void> attempt) {
        if (attempt.isDone()) {
            return Uni.createFrom().voidItem();
        }
        // a separate stage: cancelling it does not affect the recorder's
        return Uni.createFrom().completionStage(() -> attempt.thenApply(done -> done)).emitOn(CallerContext.executor());
    }

    private static boolean isIn(Instant time, Instant from, Instant to) {
        return !time.isBefore(from) && time.isBefore(to);
    }

    private static Instant startOf(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Instant endOfHour(Instant time) {
        Instant start = time.truncatedTo(ChronoUnit.HOURS);
        return start.equals(time) ? time : start.plus(1, ChronoUnit.HOURS);
    }
}
