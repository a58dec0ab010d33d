package io.voiceforge.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.voiceforge.key.RateLimit;
import io.voiceforge.key.RateLimits;
import io.voiceforge.key.RateWindow;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;

class InProcessHourTest {

    private final AtomicLong clock = new AtomicLong();
    private InProcessLimits limits;
    private UUID key;

    @BeforeTry
    void begin() {
        limits = new InProcessLimits(clock::get);
        key = UUID.randomUUID();
    }

    @Property(tries = 300)
    void noHourEverPassesMoreThanTheLimit(@ForAll @IntRange(min = 1, max = 200) int limit,
            @ForAll("gaps") List<Long> gaps, @ForAll int origin) {
        RateProperty.check(RateLimits.hourly(limit), gaps, now -> {
            clock.set(origin * 1_000_000L + now);
            return admit(limit);
        });
        assertThat(limits.bucketsOf(key, RateWindow.HOUR)).isLessThanOrEqualTo(RequestWindow.BUCKETS);
    }

    @Property(tries = 200)
    void afterAnIdleHourTheWholeLimitIsBack(@ForAll @IntRange(min = 1, max = 100) int limit,
            @ForAll("gaps") List<Long> gaps) {
        // Given
        gaps.forEach(gap -> {
            clock.addAndGet(gap);
            admit(limit);
        });

        // When
        clock.addAndGet(RateProperty.HOUR);

        // Then
        for (int left = limit - 1; left >= 0; left--) {
            assertThat(admit(limit).remaining()).isEqualTo(left);
        }
        assertThat(admit(limit).refusedBy()).isEqualTo(Admission.Refusal.RATE);
    }

    @Provide
    Arbitrary<List<Long>> gaps() {
        long second = Duration.ofSeconds(1).toNanos();
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.longs().between(0, 2 * second)),
                Tuple.of(3, Arbitraries.longs().between(0, 120 * second)),
                Tuple.of(1, Arbitraries.longs().between(0, 3700 * second)),
                Tuple.of(1, Arbitraries.of(60 * second, 3599 * second, 3600 * second - 1, 3600 * second)))
                .list().ofMinSize(1).ofMaxSize(800);
    }

    @Example
    void aDayOfSteadyTrafficTakesConstantMemoryAndNearlyTheWholeLimit() {
        // Given
        Random random = new Random(1);
        int passed = 0;

        // When
        for (int i = 0; i < 200_000; i++) {
            clock.addAndGet(random.nextLong(2 * 86_400_000_000_000L / 200_000));
            passed += admit(1000).isAdmitted() ? 1 : 0;
        }

        // Then
        assertThat(limits.bucketsOf(key, RateWindow.HOUR)).isLessThanOrEqualTo(RequestWindow.BUCKETS);
        assertThat(passed).isBetween(23_000, 25_000);
    }

    @Example
    void exactlyTheLimitPassesAmong64Threads() throws Exception {
        assertThat(Parallel.admitted(64, 4000, i -> admit(1000))).isEqualTo(1000);
    }

    @Example
    void aChangedLimitCountsAtOnce() {
        // Given
        IntStream.range(0, 10).forEach(i -> admit(10));

        // Then
        assertThat(admit(10).isAdmitted()).isFalse();
        assertThat(admit(12)).extracting(Admission::isAdmitted, Admission::remaining).containsExactly(true, 1);
        assertThat(admit(5)).extracting(Admission::isAdmitted, Admission::rate, Admission::remaining)
                .containsExactly(false, new RateLimit(RateWindow.HOUR, 5), 0);
    }

    @Example
    void aClockThatGoesBackwardsGivesNothingBack() {
        // Given
        clock.set(RateProperty.HOUR * 3);
        admit(2);
        clock.set(0);
        admit(2);

        // Then
        assertThat(admit(2).isAdmitted()).isFalse();
        clock.set(RateProperty.HOUR * 4 - 1);
        assertThat(admit(2)).extracting(Admission::isAdmitted, Admission::reset).containsExactly(false, Duration.ofNanos(1));
        clock.set(RateProperty.HOUR * 4);
        assertThat(admit(2)).extracting(Admission::isAdmitted, Admission::remaining).containsExactly(true, 1);
    }

    @Example
    void keysOfWhichNothingCountsAreForgottenAndNoOthers() {
        // Given
        LongStream.range(0, 100)
                .forEach(i -> limits.admit(new Limits(new UUID(0, i), RateLimits.hourly(5), null), "r").await().indefinitely());
        UUID streaming = new UUID(1, 1);
        limits.admit(new Limits(streaming, RateLimits.hourly(5), 1), "long").await().indefinitely();

        // When
        clock.addAndGet(RateProperty.HOUR - 1);
        limits.sweep();

        // Then
        assertThat(limits.keyCount()).isEqualTo(101);

        // When
        clock.addAndGet(1);
        limits.sweep();

        // Then
        assertThat(limits.keyCount()).isEqualTo(1);
        assertThat(limits.admit(new Limits(streaming, RateLimits.hourly(5), 1), "other").await().indefinitely().refusedBy())
                .isEqualTo(Admission.Refusal.CONCURRENCY);
        limits.release(streaming, "long");
        limits.sweep();
        assertThat(limits.keyCount()).isZero();
    }

    @Example
    void forgettingInTheMiddleOfTrafficLosesNoCount() throws Exception {
        // Given
        ExecutorService sweeper = Executors.newSingleThreadExecutor();
        Future<?> sweeping = sweeper.submit(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                limits.sweep();
            }
        });

        // Then
        try {
            assertThat(Parallel.admitted(16, 4000, i -> admit(1000))).isEqualTo(1000);
        } finally {
            sweeping.cancel(true);
            sweeper.shutdown();
        }
    }

    private Admission admit(int perHour) {
        return limits.admit(new Limits(key, RateLimits.hourly(perHour), null), "r").await().indefinitely();
    }
}
