package io.voiceforge.limit;

import static io.voiceforge.key.RateWindow.DAY;
import static io.voiceforge.key.RateWindow.HOUR;
import static io.voiceforge.key.RateWindow.MINUTE;
import static io.voiceforge.key.RateWindow.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

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

/** What every store of limits does with several rate limits of one key. */
public abstract class RateLimitContract {

    private static final long MILLI = 1_000_000;

    /** Asks the store under test, at a time in nanoseconds since the test began. */
    protected abstract Admission admit(Limits limits, String requestId, long now);

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

        assertThat(admit(limits, "a", 0)).isEqualTo(new Admission(null, null, 0, Duration.ZERO));
        assertThat(admit(limits, "b", 0)).isEqualTo(new Admission(Admission.Refusal.CONCURRENCY, null, 0, Duration.ZERO));
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
}
