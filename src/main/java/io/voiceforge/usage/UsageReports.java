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
import io.voiceforge.usage.UsageStore.Slot;
import io.voiceforge.usage.UsageStore.Totals;

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

    /** A key's report; zeros and nulls if the key has not been used. */
    public Uni<Report> of(UUID keyId, Period period, List<Dimension> groupBy) {
        return one(keyId, period, groupBy);
    }

    /** The report of all keys together. */
    public Uni<Report> ofAll(Period period, List<Dimension> groupBy) {
        return one(null, period, groupBy);
    }

    /** The reports of all keys used in the period or today, including keys that no longer exist. */
    public Uni<Map<UUID, Report>> byKey(Period period) {
        return builders(null, period, List.of(), row -> row.slot().keyId()).map(found -> {
            Map<UUID, Report> reports = new TreeMap<>();
            found.forEach((id, builder) -> reports.put(id, builder.build()));
            return reports;
        });
    }

    /** Code points synthesized for a key in a month (UTC). */
    public Uni<Long> charactersIn(UUID keyId, YearMonth month) {
        return usedIn(keyId, month, Totals::characters);
    }

    /** Seconds of audio transcribed for a key in a month (UTC), rounded up. */
    public Uni<Long> audioSecondsIn(UUID keyId, YearMonth month) {
        return usedIn(keyId, month, Totals::audioMillis).map(millis -> (millis + 999) / 1000);
    }

    /** A key's chat tokens in a month (UTC). */
    public Uni<Long> tokensIn(UUID keyId, YearMonth month) {
        return usedIn(keyId, month, Totals::tokens);
    }

    /** What a key's calls have cost in a month (UTC), in micro-dollars, as far as known. */
    public Uni<Long> costIn(UUID keyId, YearMonth month) {
        return usedIn(keyId, month, Totals::cost);
    }

    private Uni<Long> usedIn(UUID keyId, YearMonth month, ToLongFunction<Totals> what) {
        return read(keyId, startOf(month), startOf(month.plusMonths(1)), MAX_READS)
                .map(rows -> rows.stream().map(Row::totals).mapToLong(what).sum());
    }

    private Uni<Report> one(UUID keyId, Period period, List<Dimension> groupBy) {
        return builders(keyId, period, groupBy, row -> ALL)
                .map(found -> found.getOrDefault(ALL, new ReportBuilder(period.granularity(), groupBy)).build());
    }

    /** @param report which report a row belongs to */
    private Uni<Map<UUID, ReportBuilder>> builders(UUID keyId, Period period, List<Dimension> groupBy,
            Function<Row, UUID> report) {
        Instant start = period.from().truncatedTo(ChronoUnit.HOURS);
        Instant end = endOfHour(period.to());
        Instant today = clock.instant().truncatedTo(ChronoUnit.DAYS);
        Instant tomorrow = today.plus(1, ChronoUnit.DAYS);
        boolean todayIncluded = !start.isAfter(today) && !end.isBefore(tomorrow);
        return read(keyId, start, end, MAX_READS).chain(rows -> {
            Uni<List<Row>> ofToday = todayIncluded ? Uni.createFrom().item(rows) : read(keyId, today, tomorrow, MAX_READS);
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

    private Uni<List<Row>> read(UUID keyId, Instant from, Instant to, int triesLeft) {
        return Uni.createFrom().deferred(() -> {
            CompletableFuture<Void> before = recorder.attempt();
            return ended(before).chain(() -> store.read(keyId, from, to)).chain(stored -> {
                List<Row> rows = new ArrayList<>(stored);
                recorder.unflushed().stream().filter(row -> isAbout(row.slot(), keyId, from, to)).forEach(rows::add);
                return recorder.attempt() == before || triesLeft <= 1 ? Uni.createFrom().item(rows)
                        : read(keyId, from, to, triesLeft - 1);
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

    private static boolean isAbout(Slot slot, UUID keyId, Instant from, Instant to) {
        return (keyId == null || keyId.equals(slot.keyId())) && isIn(slot.hour(), from, to);
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
