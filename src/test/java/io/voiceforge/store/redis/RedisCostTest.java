package io.voiceforge.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.voiceforge.error.ApiException;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.Customer;
import io.voiceforge.key.Quota;
import io.voiceforge.key.RateLimits;
import io.voiceforge.limit.LimitService;
import io.voiceforge.limit.QuotaUnit;
import io.voiceforge.limit.Reservation;
import io.voiceforge.observe.Metrics;
import io.voiceforge.testing.RedisServer;

/** Quotas of money that two replicas share. */
class RedisCostTest {

    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final long QUOTA = 1_000_000;
    private static final int CALLERS = 16;
    private static final long EXPECTED = 1000;
    /** The most by which a call costs more than was expected of it. */
    private static final long BEYOND = 400;

    private static final Quota OF_COST = new Quota(null, null, null, QUOTA);

    @Test
    void isPassedByNoMoreThanTheCallsInFlightCostBeyondWhatWasExpectedOfThem() throws Exception {
        ApiKey key = key(OF_COST);
        spend(caller -> key);
    }

    @Test
    void theSameOfACustomerWhoseKeysHaveLargerOnes() throws Exception {
        Customer customer = new Customer(UUID.randomUUID(), "spends", Instant.now(), Instant.now(), null, OF_COST);
        List<ApiKey> keys = List.of(key(Quota.NONE).of(customer), key(new Quota(null, null, null, 2 * QUOTA)).of(customer),
                key(new Quota(5L, null, null, null)).of(customer));
        spend(caller -> keys.get(caller % 3));
    }

    private static ApiKey key(Quota quota) {
        return ApiKey.create(UUID.randomUUID(), "vf_sk_…",
                new ApiKey.Settings("spends", RateLimits.hourly(1), null, null, quota,
                        Set.of(), List.of(), "{}"),
                Instant.now());
    }

    private static void spend(IntFunction<ApiKey> keys) throws Exception {
        try (RedisServer server = new RedisServer().open();
                Replicas replicas = new Replicas(server, PATIENT, PATIENT, () -> "")) {
            List<LimitService> services = List.of(service(replicas.first), service(replicas.second));
            AtomicLong spent = new AtomicLong();
            AtomicLong refused = new AtomicLong();
            List<CompletableFuture<Void>> callers = new ArrayList<>();
            // Mutiny does not like to be begun with by many threads at once
            services.get(0).reserve(keys.apply(0), QuotaUnit.COST, () -> 0).await().indefinitely();
            for (int caller = 0; caller < CALLERS; caller++) {
                LimitService service = services.get(caller % 2);
                SplittableRandom random = new SplittableRandom(caller);
                ApiKey key = keys.apply(caller);
                callers.add(CompletableFuture.runAsync(() -> spendUntilRefused(service, key, random, spent, refused),
                        task -> new Thread(task).start()));
            }
            CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)).get(2, TimeUnit.MINUTES);

            assertThat(refused).hasValue(CALLERS);
            // as much as leaves no room for a call of the usual size, and not more than what nobody could foresee
            assertThat(spent.get()).isBetween(QUOTA - EXPECTED - CALLERS * EXPECTED, QUOTA + CALLERS * BEYOND);
            assertThat(replicas.fallbacks()).isZero();
        }
    }

    private static void spendUntilRefused(LimitService service, ApiKey key, SplittableRandom random, AtomicLong spent,
            AtomicLong refused) {
        while (true) {
            Reservation reserved;
            try {
                reserved = service.reserve(key, QuotaUnit.COST, () -> EXPECTED).await().indefinitely();
            } catch (ApiException exceeded) {
                refused.incrementAndGet();
                return;
            }
            long cost = random.nextLong(EXPECTED + BEYOND + 1);
            spent.addAndGet(cost);
            reserved.settle(cost);
        }
    }

    private static LimitService service(RedisLimits limits) {
        return new LimitService(limits, (id, month, unit) -> Uni.createFrom().item(0L), new Metrics(new SimpleMeterRegistry()));
    }
}
