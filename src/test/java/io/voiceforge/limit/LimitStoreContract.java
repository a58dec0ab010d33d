package io.voiceforge.limit;

import static io.voiceforge.key.RateWindow.DAY;
import static io.voiceforge.key.RateWindow.HOUR;
import static io.voiceforge.key.RateWindow.MINUTE;
import static io.voiceforge.key.RateWindow.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.voiceforge.key.RateLimit;
import io.voiceforge.key.RateLimits;
import io.voiceforge.key.RateWindow;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What every store of limits does with several rate limits of one key, and with those that a customer's keys share. */
public abstract class LimitStoreContract {

    private static final long MILLI = 1_000_000;

    private final AtomicInteger turn = new AtomicInteger();

    /** The replicas of the store under test. */
    protected abstract List<? extends LimitStore> replicas();

    /** Sets the time of all replicas, in nanoseconds since the test began. */
    protected abstract void at(long now);

    /** Asks the replicas in turns. */
    private Admission admit(Limits limits, String requestId, long now) {
        at(now);
        return admit(limits, requestId);
    }

    private Admission admit(Limits limits, String requestId) {
        LimitStore replica = replicas().get(Math.floorMod(turn.getAndIncrement(), replicas().size()));
        return replica.admit(limits, requestId).await().indefinitely();
    }

    @Property(tries = 100)
    void noWindowEverPassesMoreThanItsLimit(@ForAll("limits") RateLimits limits, @ForAll("gaps") List<Long> gaps) {
        Limits ofKey = new Limits(UUID.randomUUID(), limits, null);

        RateProperty.check(limits, gaps, now -> admit(ofKey, "r", now));
    }

    @Provide
    Arbitrary<RateLimits> limits() {
        Arbitrary<Integer> requests = Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.integers().between(1, 50)),
                Tuple.of(1, Arbitraries.just(RateLimit.MAX)));
        return Combinators.combine(requests.injectNull(0.4), requests.injectNull(0.4), requests.injectNull(0.4),
                requests.injectNull(0.4)).as(
                        (second, minute, hour, day) -> RateLimits.NONE.with(SECOND, second)
                                .with(MINUTE, minute).with(HOUR, hour).with(DAY, day))
                .filter(limits -> !limits.limits().isEmpty());
    }

    @Provide
    Arbitrary<List<Long>> gaps() {
        Arbitrary<Long> edges = Arbitraries.of(RateWindow.values()).map(window -> window.seconds() * RateProperty.SECOND);
        // whole microseconds, as Redis has them
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.longs().between(0, 100 * MILLI)),
                Tuple.of(4, Arbitraries.longs().between(0, 3 * RateProperty.SECOND)),
                Tuple.of(2, Arbitraries.longs().between(0, 120 * RateProperty.SECOND)),
                Tuple.of(1, Arbitraries.longs().between(0, 2 * RateProperty.HOUR)),
                Tuple.of(1, edges), Tuple.of(1, edges.map(edge -> edge - 1000)))
                .map(nanos -> nanos / 1000 * 1000).list().ofMinSize(1).ofMaxSize(200);
    }

    @Example
    void aRequestThatOneWindowRefusesTakesNothingFromTheOthers() {
        UUID key = UUID.randomUUID();
        Limits limits = new Limits(key, RateLimits.hourly(10).with(SECOND, 1).with(DAY, 100), null);
        admit(limits, "r", 0);

        for (int i = 0; i < 5; i++) {
            Admission refused = admit(limits, "r", 500 * MILLI);
            assertThat(refused.refusedBy()).isEqualTo(Admission.Refusal.RATE);
            assertThat(refused.rate()).isEqualTo(new RateLimit(SECOND, 1));
            assertThat(refused.reset()).isEqualTo(Duration.ofMillis(500));
        }

        assertThat(admit(new Limits(key, RateLimits.hourly(10), null), "r", RateProperty.SECOND).remaining()).isEqualTo(8);
        assertThat(admit(new Limits(key, RateLimits.NONE.with(DAY, 100), null), "r", RateProperty.SECOND).remaining())
                .isEqualTo(98);
    }

    @Example
    void ofSeveralExhaustedWindowsTheLongestSaysHowLongToWait() {
        Limits limits = new Limits(UUID.randomUUID(), RateLimits.NONE.with(SECOND, 1).with(MINUTE, 5).with(DAY, 1), null);
        admit(limits, "r", 0);

        Admission refused = admit(limits, "r", 0);

        assertThat(refused.rate()).isEqualTo(new RateLimit(DAY, 1));
        assertThat(refused.reset()).isEqualTo(Duration.ofDays(1));
    }

    @Example
    void theWindowThatAdmitsTheFewestIsTheTightest() {
        Limits limits = new Limits(UUID.randomUUID(), RateLimits.NONE.with(SECOND, 3).with(MINUTE, 4), null);

        assertThat(admit(limits, "r", 0)).extracting(Admission::rate, Admission::remaining)
                .containsExactly(new RateLimit(SECOND, 3), 2);
        assertThat(admit(limits, "r", 0)).extracting(Admission::rate, Admission::remaining)
                .containsExactly(new RateLimit(SECOND, 3), 1);
        assertThat(admit(limits, "r", 2 * RateProperty.SECOND)).extracting(Admission::rate, Admission::remaining)
                .containsExactly(new RateLimit(MINUTE, 4), 1);
    }

    @Example
    void aRequestRefusedForItsPlaceIsCountedInNoWindow() {
        UUID key = UUID.randomUUID();
        Limits one = new Limits(key, RateLimits.hourly(10).with(MINUTE, 5), 1);
        admit(one, "a", 0);

        assertThat(admit(one, "b", 0).refusedBy()).isEqualTo(Admission.Refusal.CONCURRENCY);

        assertThat(admit(new Limits(key, RateLimits.hourly(10), null), "c", 0).remaining()).isEqualTo(8);
        assertThat(admit(new Limits(key, RateLimits.NONE.with(MINUTE, 5), null), "d", 0).remaining()).isEqualTo(3);
    }

    @Example
    void aKeyWithoutRateLimitsIsAdmittedAndOnlyItsPlacesCount() {
        Limits limits = new Limits(UUID.randomUUID(), RateLimits.NONE, 1);

        assertThat(admit(limits, "a", 0)).isEqualTo(Admission.withoutRates(null));
        assertThat(admit(limits, "b", 0)).isEqualTo(Admission.withoutRates(Admission.Refusal.CONCURRENCY));
    }

    @Example
    void theKeysOfACustomerShareItsPlaces() {
        UUID customer = UUID.randomUUID();
        Limits one = new Limits(UUID.randomUUID(), RateLimits.hourly(10), null, customer, RateLimits.NONE, 2);
        Limits other = new Limits(UUID.randomUUID(), RateLimits.NONE, 1, customer, RateLimits.NONE, 2);
        admit(one, "a", 0);
        admit(other, "b", 0);

        assertThat(admit(one, "c", 0)).extracting(Admission::refusedBy, Admission::remaining)
                .containsExactly(Admission.Refusal.CUSTOMER_CONCURRENCY, 9);
        assertThat(admit(other, "d", 0).refusedBy()).as("its own limit").isEqualTo(Admission.Refusal.CONCURRENCY);

        replicas().forEach(replica -> replica.release(customer, "b"));
        await().untilAsserted(() -> assertThat(admit(one, "e", 0).isAdmitted()).isTrue());
    }

    @Example
    void aRequestThatItsCustomerRefusesTakesNoPlaceOfItsKey() {
        UUID customer = UUID.randomUUID();
        UUID key = UUID.randomUUID();
        admit(new Limits(UUID.randomUUID(), RateLimits.NONE, null, customer, RateLimits.NONE, 1), "a", 0);

        assertThat(admit(new Limits(key, RateLimits.NONE, 1, customer, RateLimits.NONE, 1), "b", 0).refusedBy())
                .isEqualTo(Admission.Refusal.CUSTOMER_CONCURRENCY);

        assertThat(admit(new Limits(key, RateLimits.NONE, 1), "c", 0).isAdmitted()).isTrue();
    }

    @Example
    void neverMoreThanACustomerMayAmongTheThreadsOfManyKeys() throws Exception {
        UUID customer = UUID.randomUUID();
        List<Limits> keys = Stream
                .generate(() -> new Limits(UUID.randomUUID(), RateLimits.NONE, 3, customer, RateLimits.NONE, 5)).limit(8)
                .toList();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        at(0);

        Parallel.admitted(32, 3000, i -> {
            Limits key = keys.get(i % keys.size());
            LimitStore replica = replicas().get(i % replicas().size());
            Admission admission = replica.admit(key, "r" + i).await().indefinitely();
            if (admission.isAdmitted()) {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                running.decrementAndGet();
                replica.release(key.keyId(), "r" + i);
                replica.release(customer, "r" + i);
            }
            return admission;
        });

        assertThat(most.get()).isBetween(1, 5);
        await().untilAsserted(() -> assertThat(admit(keys.get(0), "last").isAdmitted()).isTrue());
    }

    @Example
    void aWindowCountsFromWhenItIsSet() {
        UUID key = UUID.randomUUID();
        for (int i = 0; i < 5; i++) {
            admit(new Limits(key, RateLimits.hourly(10), null), "r", 0);
        }

        Limits both = new Limits(key, RateLimits.hourly(10).with(MINUTE, 2), null);

        assertThat(admit(both, "r", 0)).extracting(Admission::rate, Admission::remaining)
                .containsExactly(new RateLimit(MINUTE, 2), 1);
        assertThat(admit(both, "r", 0).isAdmitted()).isTrue();
        assertThat(admit(both, "r", 0).rate()).isEqualTo(new RateLimit(MINUTE, 2));
        assertThat(admit(new Limits(key, RateLimits.hourly(10), null), "r", 0).remaining()).isEqualTo(2);
    }

    @Property(tries = 50)
    void noWindowOfACustomerEverPassesMoreThanItsLimitAmongItsKeys(@ForAll("limits") RateLimits limits,
            @ForAll("gaps") List<Long> gaps) {
        UUID customer = UUID.randomUUID();
        List<Limits> keys = Stream.generate(() -> ofCustomer(customer, RateLimits.NONE, limits)).limit(3).toList();
        AtomicInteger next = new AtomicInteger();

        RateProperty.check(limits, gaps, now -> admit(keys.get(next.getAndIncrement() % keys.size()), "r", now));
    }

    @Example
    void theKeysOfACustomerShareItsRateLimits() {
        UUID customer = UUID.randomUUID();
        RateLimits shared = RateLimits.hourly(3).with(SECOND, 2);
        Limits one = ofCustomer(customer, RateLimits.hourly(10), shared);
        Limits other = ofCustomer(customer, RateLimits.NONE, shared);

        assertThat(admit(one, "r", 0)).isEqualTo(new Admission(null, new RateLimit(SECOND, 2), true, 1, Duration.ofSeconds(1)));
        assertThat(admit(other, "r", 0).remaining()).isZero();
        assertThat(admit(one, "r", 0)).isEqualTo(
                new Admission(Admission.Refusal.RATE, new RateLimit(SECOND, 2), true, 0, Duration.ofSeconds(1)));
        assertThat(admit(other, "r", RateProperty.SECOND).isAdmitted()).isTrue();
        assertThat(admit(one, "r", RateProperty.SECOND)).isEqualTo(new Admission(Admission.Refusal.RATE,
                new RateLimit(HOUR, 3), true, 0, Duration.ofHours(1)));
        assertThat(admit(ofCustomer(UUID.randomUUID(), RateLimits.NONE, shared), "r", RateProperty.SECOND).isAdmitted())
                .as("another customer's").isTrue();
        assertThat(admit(new Limits(one.keyId(), RateLimits.hourly(10), null), "r", RateProperty.SECOND).remaining())
                .as("what the customer has refused is not counted for the key").isEqualTo(8);
    }

    @Example
    void whatAKeyMayNotIsNotCountedForItsCustomer() {
        UUID customer = UUID.randomUUID();
        Limits byRate = ofCustomer(customer, RateLimits.hourly(1), RateLimits.hourly(10));
        Limits byPlace = new Limits(UUID.randomUUID(), RateLimits.NONE, 1, customer, RateLimits.hourly(10), null);
        admit(byRate, "a", 0);
        admit(byPlace, "b", 0);

        assertThat(admit(byRate, "c", 0)).isEqualTo(
                new Admission(Admission.Refusal.RATE, new RateLimit(HOUR, 1), false, 0, Duration.ofHours(1)));
        assertThat(admit(byPlace, "d", 0).refusedBy()).isEqualTo(Admission.Refusal.CONCURRENCY);

        assertThat(admit(ofCustomer(customer, RateLimits.NONE, RateLimits.hourly(10)), "e", 0).remaining()).isEqualTo(7);
    }

    @Example
    void ofKeyAndCustomerTheLongerWindowSaysHowLongToWait() {
        Limits longer = ofCustomer(UUID.randomUUID(), RateLimits.hourly(1), RateLimits.NONE.with(DAY, 1));
        Limits same = ofCustomer(UUID.randomUUID(), RateLimits.hourly(1), RateLimits.hourly(1));
        Limits shorter = ofCustomer(UUID.randomUUID(), RateLimits.NONE.with(DAY, 1), RateLimits.hourly(1));
        List.of(longer, same, shorter).forEach(limits -> admit(limits, "r", 0));

        assertThat(admit(longer, "r", 0)).extracting(Admission::rate, Admission::isCustomerRate)
                .containsExactly(new RateLimit(DAY, 1), true);
        assertThat(admit(same, "r", 0)).extracting(Admission::rate, Admission::isCustomerRate)
                .containsExactly(new RateLimit(HOUR, 1), false);
        assertThat(admit(shorter, "r", 0)).extracting(Admission::rate, Admission::isCustomerRate)
                .containsExactly(new RateLimit(DAY, 1), false);
    }

    @Example
    void exactlyACustomersLimitPassesAmongTheThreadsOfManyKeys() throws Exception {
        UUID customer = UUID.randomUUID();
        List<Limits> keys = Stream.generate(() -> ofCustomer(customer, RateLimits.hourly(1000), RateLimits.hourly(500)))
                .limit(8).toList();
        at(0);

        assertThat(Parallel.admitted(32, 2000, i -> replicas().get(i % replicas().size()).admit(keys.get(i % keys.size()), "r")
                .await().indefinitely())).isEqualTo(500);
    }

    private static Limits ofCustomer(UUID customer, RateLimits own, RateLimits shared) {
        return new Limits(UUID.randomUUID(), own, null, customer, shared, null);
    }
}
