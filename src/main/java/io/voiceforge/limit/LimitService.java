package io.voiceforge.limit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.key.ApiKey;
import io.voiceforge.observe.Metrics;
import io.voiceforge.stream.CallerContext;

/**
 * Enforces the limits and quotas of keys and their customers. Never blocks; results for callers on a Vert.x context arrive on that context. Months
 * are in UTC.
 */
@ApplicationScoped
public class LimitService {

    private final LimitStore store;
    private final MonthlyUsage records;
    private final Metrics metrics;
    private final Clock clock;

    @Inject
    public LimitService(LimitStore store, MonthlyUsage records, Metrics metrics) {
        this(store, records, metrics, Clock.systemUTC());
    }

    LimitService(LimitStore store, MonthlyUsage records, Metrics metrics, Clock clock) {
        this.store = store;
        this.records = records;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Counts a request against the key's rate and concurrency limits, and its customer's. A refusal is a result, not a failure, and takes
     * nothing.
     *
     * @param requestId unique across all keys; callers must not be able to choose it
     */
    public Uni<Admission> admit(ApiKey key, String requestId) {
        return store.admit(Limits.of(key), requestId)
                .emitOn(CallerContext.executor())
                .invoke(admission -> metrics.limitDecision(outcome(admission)));
    }

    private static String outcome(Admission admission) {
        if (admission.isAdmitted()) {
            return "admitted";
        }
        return switch (admission.refusedBy()) {
            case CONCURRENCY -> "concurrency";
            case CUSTOMER_CONCURRENCY -> "customer_concurrency";
            case RATE -> (admission.isCustomerRate() ? "customer_" : "") + switch (admission.rate().window()) {
                case SECOND -> "per_second";
                case MINUTE -> "per_minute";
                case HOUR -> "hourly";
                case DAY -> "daily";
            };
        };
    }

    /**
     * Releases a request that {@link #admit} has admitted, however it ended. Does nothing if the request was not admitted or is
     * already released. A caller that leaves before the decision cancels {@code admit} instead.
     */
    public void release(ApiKey key, String requestId) {
        if (key.settings().maxConcurrent() != null) {
            store.release(key.id(), requestId);
        }
        if (key.customer() != null && key.customer().maxConcurrent() != null) {
            store.release(key.customer().id(), requestId);
        }
    }

    /**
     * Reserves an amount of this month's quota, and of that of the key's customer, before it is used.
     *
     * @param estimate the most that will probably be used, at least 0; asked only when there is a quota
     * @return must be settled once the actual usage is known; fails with {@link ApiException} {@code quota_exceeded}, and takes
     *         nothing, if less is left of either
     */
    public Uni<Reservation> reserve(ApiKey key, QuotaUnit unit, LongSupplier estimate) {
        YearMonth month = YearMonth.now(clock);
        QuotaHolder own = QuotaHolder.of(key);
        QuotaHolder shared = key.customer() == null ? null : QuotaHolder.of(key.customer());
        boolean isLimited = unit.limitIn(own.quota()) != null || shared != null && unit.limitIn(shared.quota()) != null;
        long amount = isLimited ? estimate.getAsLong() : 0;
        if (amount < 0) {
            throw new IllegalArgumentException("amount " + amount);
        }
        return shared == null ? reserve(own, month, unit, amount)
                : reserve(own, month, unit, amount).chain(first -> reserve(shared, month, unit, amount)
                        .onFailure().invoke(() -> first.settle(0))
                        .onCancellation().invoke(() -> first.settle(0))
                        .map(second -> new Reservation(used -> {
                            first.settle(used);
                            second.settle(used);
                        })));
    }

    private Uni<Reservation> reserve(QuotaHolder holder, YearMonth month, QuotaUnit unit, long amount) {
        Long limit = unit.limitIn(holder.quota());
        if (limit == null) {
            // counted if a counter already exists: the quota may come back this month
            return Uni.createFrom().item(new Reservation(used -> settle(holder, month, unit, used)));
        }
        Executor caller = CallerContext.executor();
        // a store that answers on another thread asks for the records there, and they are read on the caller's context
        return store.reserve(holder.id(), month, unit, limit, amount,
                () -> Uni.createFrom().deferred(() -> records.usedIn(holder, month, unit)).runSubscriptionOn(caller))
                .emitOn(caller)
                .map(decision -> {
                    if (!decision.isGranted()) {
                        metrics.limitDecision(holder.customer() == null ? "quota" : "customer_quota");
                        throw exceeded(holder, unit, limit, decision.left(), amount, month);
                    }
                    return new Reservation(used -> settle(holder, month, unit, used - amount));
                });
    }

    private void settle(QuotaHolder holder, YearMonth month, QuotaUnit unit, long difference) {
        if (difference != 0) {
            store.settle(holder.id(), month, unit, difference);
        }
    }

    private ApiException exceeded(QuotaHolder holder, QuotaUnit unit, long limit, long left, long amount, YearMonth month) {
        Instant reset = month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return ApiException.exceeded(ErrorCode.QUOTA_EXCEEDED,
                "Quota exceeded: this %s may use %s %s a month, %s are left, and this request needs %s. It resets at %s."
                        .formatted(holder.customer() == null ? "key" : "customer", unit.text(limit), unit.plural(),
                                unit.text(left), unit.text(amount), reset),
                new ApiException.Exceeded(limit, reset), Duration.between(clock.instant(), reset));
    }
}
