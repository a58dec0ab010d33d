package io.voiceforge.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.Customer;
import io.voiceforge.key.Quota;
import io.voiceforge.key.RateLimits;
import io.voiceforge.key.RateWindow;
import io.voiceforge.observe.Metrics;

class LimitServiceTest {

    private static final Instant NOW = Instant.parse("2026-12-31T23:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Metrics metrics = new Metrics(registry);
    private final LimitService service = new LimitService(new InProcessLimits(metrics), this::used, metrics,
            Clock.fixed(NOW, ZoneOffset.UTC));
    private final ApiKey key = key(2, 1, new Quota(100L, null, null, 2_000_000L));

    @Test
    void decidesAndCountsTheDecisions() {
        assertThat(service.admit(key, "a").await().indefinitely().isAdmitted()).isTrue();
        assertThat(service.admit(key, "b").await().indefinitely().refusedBy()).isEqualTo(Admission.Refusal.CONCURRENCY);
        service.release(key, "a");
        assertThat(service.admit(key, "c").await().indefinitely().isAdmitted()).isTrue();
        assertThat(service.admit(key, "d").await().indefinitely().refusedBy()).isEqualTo(Admission.Refusal.RATE);

        assertThat(decisions("admitted")).isEqualTo(2);
        assertThat(decisions("concurrency")).isEqualTo(1);
        assertThat(decisions("hourly")).isEqualTo(1);
        assertThat(registry.get("voiceforge.limits.keys").gauge().value()).isEqualTo(1);
    }

    @Test
    void saysWhichQuotaIsSpentAndWhenItIsBack() {
        // Given
        Reservation reservation = service.reserve(key, QuotaUnit.CHARACTERS, () -> 50).await().indefinitely();

        // When
        ApiException refused = catchThrowableOfType(ApiException.class,
                () -> service.reserve(key, QuotaUnit.CHARACTERS, () -> 60).await().indefinitely());

        // Then
        assertThat(refused.code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
        assertThat(refused.code().status()).isEqualTo(429);
        assertThat(refused).hasMessage("Quota exceeded: this key may use 100 characters a month, 43 are left, and this request"
                + " needs 60. It resets at 2027-01-01T00:00:00Z.");
        assertThat(refused.retryAfter()).contains(Duration.ofHours(1));
        assertThat(decisions("quota")).isEqualTo(1);

        // When
        reservation.settle(10);
        reservation.settle(0);

        // Then
        assertThat(service.reserve(key, QuotaUnit.CHARACTERS, () -> 83).await().indefinitely()).isNotNull();
        assertThat(catchThrowableOfType(ApiException.class,
                () -> service.reserve(key, QuotaUnit.CHARACTERS, () -> 1).await().indefinitely())).isNotNull();
    }

    @Test
    void saysCostInDollars() {
        ApiException refused = catchThrowableOfType(ApiException.class,
                () -> service.reserve(key, QuotaUnit.COST, () -> 2_500_000).await().indefinitely());

        assertThat(refused).hasMessage("Quota exceeded: this key may use 2.000000 US dollars a month, 1.999993 are left, and"
                + " this request needs 2.500000. It resets at 2027-01-01T00:00:00Z.");
    }

    @Test
    void aClockThatGoesBackOverTheEndOfAMonthFindsTheMonthsRecords() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2027-01-01T00:00:01Z"));
        LimitService moving = new LimitService(new InProcessLimits(metrics),
                (id, month, unit) -> Uni.createFrom().item(month.equals(YearMonth.of(2026, 12)) ? 1_999_990L : 0L), metrics,
                new Clock() {
                    @Override
                    public ZoneOffset getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now.get();
                    }
                });

        Reservation january = moving.reserve(key, QuotaUnit.COST, () -> 1_000_000).await().indefinitely();
        now.set(Instant.parse("2026-12-31T23:59:59Z"));
        assertThat(catchThrowableOfType(ApiException.class,
                () -> moving.reserve(key, QuotaUnit.COST, () -> 11).await().indefinitely())).isNotNull();
        Reservation december = moving.reserve(key, QuotaUnit.COST, () -> 10).await().indefinitely();
        now.set(Instant.parse("2027-01-01T00:00:02Z"));

        // Then each settles in its own month
        january.settle(600_000);
        december.settle(0);
        assertThat(catchThrowableOfType(ApiException.class,
                () -> moving.reserve(key, QuotaUnit.COST, () -> 1_400_001).await().indefinitely())).isNotNull();
        assertThat(moving.reserve(key, QuotaUnit.COST, () -> 1_400_000).await().indefinitely()).isNotNull();
    }

    @Test
    void whatTheCustomerRefusesIsGivenBackToTheKey() {
        ApiKey one = key(100, null, new Quota(100L, null, null, null)).of(customer(50L));
        ApiKey other = key(100, null, Quota.NONE).of(one.customer());
        Reservation first = service.reserve(one, QuotaUnit.CHARACTERS, () -> 30).await().indefinitely();

        ApiException refused = catchThrowableOfType(ApiException.class,
                () -> service.reserve(one, QuotaUnit.CHARACTERS, () -> 20).await().indefinitely());
        assertThat(refused).hasMessage("Quota exceeded: this customer may use 50 characters a month, 13 are left, and this"
                + " request needs 20. It resets at 2027-01-01T00:00:00Z.");
        assertThat(decisions("customer_quota")).isEqualTo(1);
        // the records have 7 of the key, and 7 of the customer
        assertThat(left(one)).isEqualTo(63);

        Reservation second = service.reserve(other, QuotaUnit.CHARACTERS, () -> 13).await().indefinitely();
        assertThat(left(other)).isZero();
        first.settle(10);
        second.settle(40);
        assertThat(left(other)).as("all that both have used counts for the customer").isZero();
        assertThat(left(one)).as("and only its own for the key").isEqualTo(83);
    }

    @Test
    void aKeyRefusedByItselfTakesNothingFromItsCustomer() {
        ApiKey one = key(100, null, new Quota(10L, null, null, null)).of(customer(50L));

        assertThat(catchThrowableOfType(ApiException.class,
                () -> service.reserve(one, QuotaUnit.CHARACTERS, () -> 20).await().indefinitely()))
                .hasMessageContaining("key may");

        assertThat(left(key(100, null, Quota.NONE).of(one.customer()))).isEqualTo(43);
    }

    private static Customer customer(Long characters) {
        return new Customer(UUID.randomUUID(), "Aurora", NOW, NOW, null, new Quota(characters, null, null, null));
    }

    /** What a refusal says is left. */
    private long left(ApiKey of) {
        String refused = catchThrowableOfType(ApiException.class,
                () -> service.reserve(of, QuotaUnit.CHARACTERS, () -> 1000).await().indefinitely()).getMessage();
        return Long.parseLong(refused.replaceAll(".* (\\d+) are left.*", "$1"));
    }

    @Test
    void placesOfTheCustomerAreReleasedWithThoseOfTheKey() {
        Customer customer = new Customer(UUID.randomUUID(), "Aurora", NOW, NOW, 1, Quota.NONE);
        ApiKey one = key(100, null, Quota.NONE).of(customer);
        ApiKey other = key(100, 5, Quota.NONE).of(customer);

        assertThat(service.admit(one, "a").await().indefinitely().isAdmitted()).isTrue();
        assertThat(service.admit(other, "b").await().indefinitely().refusedBy())
                .isEqualTo(Admission.Refusal.CUSTOMER_CONCURRENCY);
        service.release(one, "a");
        assertThat(service.admit(other, "c").await().indefinitely().isAdmitted()).isTrue();
        assertThat(decisions("customer_concurrency")).isEqualTo(1);
    }

    @Test
    void rateLimitsOfTheCustomerAreSharedAndCountedAsItsOwn() {
        Customer customer = new Customer(UUID.randomUUID(), "Aurora", NOW, NOW, RateLimits.NONE.with(RateWindow.DAY, 1), null,
                Quota.NONE);
        ApiKey one = key(100, null, Quota.NONE).of(customer);
        ApiKey other = key(100, null, Quota.NONE).of(customer);

        assertThat(service.admit(one, "a").await().indefinitely().isAdmitted()).isTrue();
        service.release(one, "a");
        assertThat(service.admit(other, "b").await().indefinitely()).extracting(Admission::refusedBy,
                Admission::isCustomerRate).containsExactly(Admission.Refusal.RATE, true);
        assertThat(decisions("customer_daily")).isEqualTo(1);
    }

    @Test
    void aUnitWithoutAQuotaIsNotCounted() {
        // When
        Reservation reservation = service.reserve(key, QuotaUnit.TOKENS, () -> Long.MAX_VALUE).await().indefinitely();

        // Then
        reservation.settle(5);
        assertThat(registry.find("voiceforge.limits.decisions").tag("outcome", "quota").counter()).isNull();
    }

    private Uni<Long> used(QuotaHolder holder, YearMonth month, QuotaUnit unit) {
        assertThat(month).isEqualTo(YearMonth.of(2026, 12));
        return Uni.createFrom().item(7L);
    }

    private double decisions(String outcome) {
        return registry.get("voiceforge.limits.decisions").tag("outcome", outcome).counter().count();
    }

    private static ApiKey key(int perHour, Integer maxConcurrent, Quota quota) {
        return ApiKey.create(UUID.randomUUID(), "vf_sk_…",
                new ApiKey.Settings("test", RateLimits.hourly(perHour), null, maxConcurrent, quota,
                        Set.of(), List.of(), "{}"),
                NOW);
    }
}
