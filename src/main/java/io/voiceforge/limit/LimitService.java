package io.voiceforge.limit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.key.ApiKey;
import io.voiceforge.observe.Metrics;
import io.voiceforge.stream.CallerContext;

/**
 * What a key may still do. Never blocks; what is asked for on a Vert.x context is answered there. Months are those of UTC.
 */
@ApplicationScoped
public class LimitService {

    private final LimitStore store;
    private final MonthlyUsage records;
    private final Metrics metrics;
    private final Clock clock;

    @Inject
    LimitService(LimitStore store, MonthlyUsage records, Metrics metrics) {
        this(store, records, metrics, Clock.systemUTC());
    }

    LimitService(LimitStore store, MonthlyUsage records, Metrics metrics, Clock clock) {
        this.store = store;
        this.records = records;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Counts a request against the key's hour and its requests at once. A refusal is an answer, not a failure; it has taken
     * nothing.
     *
     * @param requestId one that no other request of any key has; callers must not be able to choose it
     */
    public Uni<Admission> admit(ApiKey key, String requestId) {
        return store.admit(Limits.of(key), requestId)
                .emitOn(CallerContext.executor())
                .invoke(admission -> metrics.limitDecision(admission.isAdmitted() ? "admitted"
                        : admission.refusedBy().name().toLowerCase(Locale.ROOT)));
    }

    /**
     * Ends a request that {@link #admit} has let in, however it ends; the second time, and for one that was not let in, nothing
     * happens. A caller that leaves before the answer cancels that instead.
     */
    public void release(ApiKey key, String requestId) {
        store.release(key.id(), requestId);
    }

    /**
     * Takes an amount of the key's quota of this month before it is used.
     *
     * @param amount at least 0, the most that will probably be used
     * @return to be settled when it is known what was used; fails with {@link ApiException} {@code quota_exceeded} when less is
     *         left, nothing taken
     */
    public Uni<Reservation> reserve(ApiKey key, QuotaUnit unit, long amount) {
        if (amount < 0) {
            throw new IllegalArgumentException("amount " + amount);
        }
        Long limit = unit.limitIn(key.settings().quota());
        YearMonth month = YearMonth.now(clock);
        if (limit == null) {
            // counted where somebody counts already: the quota may come back this month
            return Uni.createFrom().item(new Reservation(0, used -> store.settle(key.id(), month, unit, used)));
        }
        return store.reserve(key.id(), month, unit, limit, amount, () -> records.usedIn(key.id(), month, unit))
                .emitOn(CallerContext.executor())
                .map(decision -> {
                    if (!decision.isGranted()) {
                        metrics.limitDecision("quota");
                        throw exceeded(unit, limit, decision.left(), amount, month);
                    }
                    return new Reservation(amount, difference -> store.settle(key.id(), month, unit, difference));
                });
    }

    private ApiException exceeded(QuotaUnit unit, long limit, long left, long amount, YearMonth month) {
        Instant reset = month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return ApiException.exceeded(ErrorCode.QUOTA_EXCEEDED,
                "Quota exceeded: this key may use %d %s a month, %d are left, and this request needs %d. It resets at %s."
                        .formatted(limit, unit.wireName().replace('_', ' '), left, amount, reset),
                new ApiException.Exceeded(limit, reset), Duration.between(clock.instant(), reset));
    }
}
