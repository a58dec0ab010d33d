package io.voiceforge.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.voiceforge.provider.CircuitBreaker.Permit;
import io.voiceforge.provider.CircuitBreaker.State;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CircuitBreakerTest {

    private static final Duration OPEN_FOR = Duration.ofSeconds(10);

    /** Wraps around within the test, as the system's may. */
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(3).toNanos());
    private final CircuitBreaker breaker = new CircuitBreaker(20, 5, 0.5, OPEN_FOR, clock::get);

    @Test
    void staysClosedWithFewerCallsThanTheMinimum() {
        // When
        fail(4);

        // Then
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        assertThat(breaker.tryAcquire()).isNotNull();
    }

    @Test
    void opensAtTheMinimumWhenAllCallsFailed() {
        // When
        fail(5);

        // Then
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.tryAcquire()).isNull();
    }

    @ParameterizedTest
    @CsvSource({ "2,3,true", "3,2,false", "3,3,true", "10,9,false", "10,10,true", "11,9,false" })
    void opensWhenHalfOfTheCallsFailed(int successes, int failures, boolean opens) {
        // When
        succeed(successes);
        fail(failures);

        // Then
        assertThat(breaker.state()).isEqualTo(opens ? State.OPEN : State.CLOSED);
    }

    @Test
    void countsTheLastTwentyCallsOnly() {
        // Given
        succeed(1000);

        // When
        fail(9);

        // Then
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        fail(1);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void forgetsFailuresThatLeftTheWindow() {
        // Given 9 failures that 20 successes have pushed out
        succeed(11);
        fail(9);
        succeed(20);

        // When
        fail(9);

        // Then
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void lateCallsAreFailuresWhenNobodyHasBeenAnsweredInTheMeantime() {
        // Given
        succeed(1);
        clock.addAndGet(1);
        List<CircuitBreaker.Permit> permits = Stream.generate(breaker::tryAcquire).limit(5).toList();
        clock.addAndGet(Duration.ofSeconds(90).toNanos());

        // When
        permits.forEach(CircuitBreaker.Permit::late);

        // Then
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void lateCallsSayNothingOfAProviderThatHasAnsweredOthers() {
        // Given
        List<CircuitBreaker.Permit> permits = Stream.generate(breaker::tryAcquire).limit(20).toList();
        clock.addAndGet(Duration.ofSeconds(90).toNanos());
        succeed(1);

        // When
        permits.forEach(CircuitBreaker.Permit::late);

        // Then
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        fail(1);
        assertThat(breaker.state()).as("none of them is counted").isEqualTo(State.CLOSED);
    }

    @Test
    void letsExactlyOneCallTryAfterTenSeconds() {
        // Given
        fail(5);
        advance(OPEN_FOR.minusNanos(1));
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.tryAcquire()).isNull();

        // When
        advance(Duration.ofNanos(1));

        // Then
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        assertThat(breaker.tryAcquire()).isNotNull();
        assertThat(breaker.tryAcquire()).isNull();
        advance(OPEN_FOR.multipliedBy(10));
        assertThat(breaker.tryAcquire()).as("the one that tries has not come back").isNull();
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void letsExactlyOneOfManyThreadsTry() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 200; round++) {
                // Given
                breaker.close();
                fail(5);
                advance(OPEN_FOR);
                CyclicBarrier start = new CyclicBarrier(8);

                // When
                List<Future<Permit>> tries = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    tries.add(threads.submit(() -> {
                        start.await(20, TimeUnit.SECONDS);
                        return breaker.tryAcquire();
                    }));
                }

                // Then
                int allowed = 0;
                for (Future<Permit> one : tries) {
                    allowed += one.get(20, TimeUnit.SECONDS) == null ? 0 : 1;
                }
                assertThat(allowed).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void closesAndForgetsWhenTheTrySucceeds() {
        // Given
        Permit trial = halfOpen();

        // When
        trial.success();

        // Then
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        fail(4);
        assertThat(breaker.state()).as("the failures from before count no longer").isEqualTo(State.CLOSED);
        fail(1);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void opensAgainForTenSecondsWhenTheTryFails() {
        // Given
        Permit trial = halfOpen();

        // When
        trial.failure();

        // Then
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        advance(OPEN_FOR.minusNanos(1));
        assertThat(breaker.tryAcquire()).isNull();
        advance(Duration.ofNanos(1));
        assertThat(breaker.tryAcquire()).isNotNull();
    }

    @Test
    void countsAReleasedCallAsNothing() {
        // Given
        fail(4);

        // When
        for (int i = 0; i < 100; i++) {
            breaker.tryAcquire().release();
        }

        // Then
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        fail(1);
        assertThat(breaker.state()).as("the four failures still count").isEqualTo(State.OPEN);
    }

    @Test
    void letsTheNextCallTryWhenTheOneThatTriedIsReleased() {
        // Given
        Permit trial = halfOpen();

        // When
        trial.release();

        // Then
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        assertThat(breaker.tryAcquire()).isNotNull();
        assertThat(breaker.tryAcquire()).isNull();
    }

    @Test
    void takesNoLateSuccessOfACallFromBeforeItOpenedForTheTry() {
        // Given
        Permit late = breaker.tryAcquire();
        fail(5);

        // When
        late.success();

        // Then
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void staysOpenNoLongerBecauseOfLateFailures() {
        // Given
        Permit late = breaker.tryAcquire();
        fail(5);
        advance(OPEN_FOR.minusSeconds(1));

        // When
        late.failure();
        advance(Duration.ofSeconds(1));

        // Then
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    }

    @ParameterizedTest
    @CsvSource({ "success", "failure", "release" })
    void letsNoSecondCallTryBecauseOfALateOne(String end) {
        // Given
        Permit late = breaker.tryAcquire();
        Permit trial = halfOpen();

        // When
        end(late, end);

        // Then
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        assertThat(breaker.tryAcquire()).isNull();
        trial.success();
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void closesAtAnOperatorsWord() {
        // Given
        Permit trial = halfOpen();

        // When
        breaker.close();

        // Then
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        trial.failure();
        fail(4);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void namesItsStatesInTheOrderOfTheMetric() {
        assertThat(State.values()).extracting(State::wireName).containsExactly("closed", "half_open", "open");
    }

    @Property
    void behavesLikeTheNaiveModel(@ForAll("steps") List<Step> steps) {
        // Given
        AtomicLong time = new AtomicLong(7);
        CircuitBreaker real = new CircuitBreaker(6, 3, 0.5, Duration.ofNanos(10), time::get);
        Model model = new Model(6, 3, 0.5, 10);
        List<Permit> realCalls = new ArrayList<>();
        List<Model.Call> modelCalls = new ArrayList<>();

        for (Step step : steps) {
            // When
            time.addAndGet(step.nanos());
            if (step.end().equals("start")) {
                realCalls.add(real.tryAcquire());
                modelCalls.add(model.start(time.get()));
                assertThat(last(realCalls) != null).isEqualTo(last(modelCalls) != null);
            } else {
                realCalls.removeIf(Objects::isNull);
                modelCalls.removeIf(Objects::isNull);
                if (!realCalls.isEmpty()) {
                    int which = step.which() % realCalls.size();
                    end(realCalls.remove(which), step.end());
                    model.end(modelCalls.remove(which), step.end(), time.get());
                }
            }

            // Then
            assertThat(real.state()).isEqualTo(model.state(time.get()));
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators
                .combine(Arbitraries.of("start", "start", "start", "success", "failure", "failure", "release"),
                        Arbitraries.integers().between(0, 1000), Arbitraries.of(0, 0, 0, 1, 9, 10, 11))
                .as(Step::new).list().ofMaxSize(120);
    }

    /** Time passes, then a call starts, or one of those under way ends. */
    record Step(String end, int which, int nanos) {
    }

    /** The rules, with everything remembered. */
    private static final class Model {

        /** A call knows the history that it belongs to. */
        record Call(List<Boolean> history, boolean trial) {
        }

        private final int window;
        private final int minimum;
        private final double ratio;
        private final long openNanos;
        private List<Boolean> history = new ArrayList<>();
        private Long openedAt;
        private Call trial;

        Model(int window, int minimum, double ratio, long openNanos) {
            this.window = window;
            this.minimum = minimum;
            this.ratio = ratio;
            this.openNanos = openNanos;
        }

        Call start(long now) {
            return switch (state(now)) {
                case CLOSED -> new Call(history, false);
                case OPEN -> null;
                case HALF_OPEN -> trial != null ? null : (trial = new Call(history, true));
            };
        }

        void end(Call call, String end, long now) {
            if (call.trial()) {
                if (call != trial) {
                    return;
                }
                trial = null;
                if (end.equals("success")) {
                    openedAt = null;
                    history = new ArrayList<>();
                } else if (end.equals("failure")) {
                    openedAt = now;
                }
            } else if (openedAt == null && call.history() == history && !end.equals("release")) {
                history.add(end.equals("failure"));
                List<Boolean> counted = history.subList(Math.max(0, history.size() - window), history.size());
                long failures = counted.stream().filter(failed -> failed).count();
                if (end.equals("failure") && counted.size() >= minimum && (double) failures / counted.size() >= ratio) {
                    openedAt = now;
                }
            }
        }

        State state(long now) {
            if (openedAt == null) {
                return State.CLOSED;
            }
            return trial != null || now - openedAt >= openNanos ? State.HALF_OPEN : State.OPEN;
        }
    }

    private Permit halfOpen() {
        fail(5);
        advance(OPEN_FOR);
        Permit trial = breaker.tryAcquire();
        assertThat(trial).isNotNull();
        return trial;
    }

    private void succeed(int times) {
        repeat(times, Permit::success);
    }

    private void fail(int times) {
        repeat(times, Permit::failure);
    }

    private void repeat(int times, Consumer<Permit> end) {
        for (int i = 0; i < times; i++) {
            end.accept(breaker.tryAcquire());
        }
    }

    private void advance(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private static void end(Permit permit, String how) {
        switch (how) {
            case "success" -> permit.success();
            case "failure" -> permit.failure();
            default -> permit.release();
        }
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }
}
