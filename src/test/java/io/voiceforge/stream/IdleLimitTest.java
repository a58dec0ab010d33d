package io.voiceforge.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.MultiSubscriber;

@Timeout(60)
class IdleLimitTest {

    private static final Duration LIMIT = Duration.ofMillis(100);
    private static final Duration LONGER = LIMIT.multipliedBy(4);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** So long that a timer stays in the scheduler's queue. */
    private static final Duration NEVER = Duration.ofHours(10);

    private final ManualSource<String> source = ManualSource.create();

    @Test
    void failsAndCancelsASourceThatIsSilentThoughItWasAsked() {
        // When
        long start = System.nanoTime();
        AssertSubscriber<String> reader = limited(LIMIT, 1);

        // Then
        reader.awaitFailure(PATIENCE).assertFailedWith(SilentException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(LIMIT);
        assertThat(source.cancellations).hasValue(1);
    }

    @Test
    void failsASourceThatFallsSilentAfterSomeItems() {
        // Given
        AssertSubscriber<String> reader = limited(LIMIT, Long.MAX_VALUE);

        // When
        source.emit("a");
        source.emit("b");

        // Then
        reader.awaitFailure(PATIENCE).assertItems("a", "b").assertFailedWith(SilentException.class);
        assertThat(source.cancellations).hasValue(1);
    }

    @Test
    void dropsWhatASourceSaysAfterItWasFoundSilent() {
        // Given
        AssertSubscriber<String> reader = limited(LIMIT, 9);
        reader.awaitFailure(PATIENCE);

        // When
        source.emit("late");
        source.complete();

        // Then
        reader.assertHasNotReceivedAnyItem().assertFailedWith(SilentException.class);
    }

    @Test
    void doesNotTakeAReaderThatAsksForNothingForASilentSource() {
        // Given
        AssertSubscriber<String> reader = limited(LIMIT, 0);

        // Then
        await().during(LONGER).atMost(PATIENCE).untilAsserted(reader::assertNotTerminated);

        // When it has got all that it asked for
        reader.request(2);
        source.emit("a");
        source.emit("b");

        // Then
        await().during(LONGER).atMost(PATIENCE).untilAsserted(reader::assertNotTerminated);
        assertThat(source.cancellations).hasValue(0);
    }

    @Test
    void countsFromTheMomentAtWhichTheReaderAsks() {
        // Given a reader that has not asked for longer than the limit
        AssertSubscriber<String> reader = limited(LIMIT, 0);
        await().during(LONGER).atMost(PATIENCE).untilAsserted(reader::assertNotTerminated);

        // When
        long asked = System.nanoTime();
        reader.request(1);

        // Then
        reader.awaitFailure(PATIENCE);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThanOrEqualTo(LIMIT);
    }

    @Test
    void doesNotTakeAReaderThatIsBusyWithAnItemForASilentSource() throws Exception {
        // Given a reader that has asked for more, and then is busy with the first item for longer than the limit
        CountDownLatch failed = new CountDownLatch(1);
        CountDownLatch completed = new CountDownLatch(1);
        IdleLimit.on(source, LIMIT, SilentException::new).subscribe().withSubscriber(new MultiSubscriber<String>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                subscription.request(2);
            }

            @Override
            public void onItem(String item) {
                try {
                    assertThat(failed.await(LONGER.toMillis(), TimeUnit.MILLISECONDS)).as("overlapping signals").isFalse();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public void onFailure(Throwable failure) {
                failed.countDown();
            }

            @Override
            public void onCompletion() {
                completed.countDown();
            }
        });

        // When
        source.emit("a");
        source.complete();

        // Then
        assertThat(completed.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        assertThat(failed.getCount()).isEqualTo(1);
    }

    @Test
    void passesAStreamWhoseEveryItemComesInTime() {
        // Given a stream that takes longer than the limit in all
        Duration limit = Duration.ofSeconds(2);
        Multi<Long> ticks = Multi.createFrom().ticks().every(Duration.ofMillis(150)).select().first(20);

        // When
        AssertSubscriber<Long> reader = IdleLimit.on(ticks, limit, SilentException::new).subscribe()
                .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));

        // Then
        reader.awaitCompletion(PATIENCE);
        assertThat(reader.getItems()).hasSize(20);
    }

    @Test
    void passesDemandItemsFailureAndCancellationOnAsTheyAre() {
        // Given
        AssertSubscriber<String> reader = limited(NEVER, 3);
        reader.request(Long.MAX_VALUE);
        assertThat(source.requests).containsExactly(3L, Long.MAX_VALUE);
        Exception failure = new Exception("its own");

        // When
        source.emit("a");
        source.fail(failure);

        // Then
        reader.assertItems("a");
        assertThat(reader.getFailure()).isSameAs(failure);

        // When
        ManualSource<String> other = ManualSource.create();
        IdleLimit.on(other, NEVER, SilentException::new).subscribe().withSubscriber(AssertSubscriber.create(1)).cancel();

        // Then
        assertThat(other.cancellations).hasValue(1);
    }

    @Test
    void passesItemsOnThatASourceEmitsInsideARequestInsideAnItem() {
        // Given a reader that asks for the next inside each
        List<Object> signals = new ArrayList<>();
        MultiSubscriber<Integer> reader = new MultiSubscriber<>() {
            private Subscription subscription;

            @Override
            public void onSubscribe(Subscription newSubscription) {
                subscription = newSubscription;
                subscription.request(1);
            }

            @Override
            public void onItem(Integer item) {
                signals.add(item);
                subscription.request(1);
            }

            @Override
            public void onFailure(Throwable failure) {
                signals.add(failure);
            }

            @Override
            public void onCompletion() {
                signals.add("end");
            }
        };

        // When
        IdleLimit.on(new RecursiveSource(3), NEVER, SilentException::new).subscribe().withSubscriber(reader);

        // Then
        assertThat(signals).containsExactly(0, 1, 2, "end");
    }

    @Test
    void leavesNoTimerBehindAfterCompletion() {
        assertThat(timersAfter(reader -> source.complete())).hasSize(1).allMatch(Future::isCancelled);
    }

    @Test
    void leavesNoTimerBehindAfterAFailure() {
        assertThat(timersAfter(reader -> source.fail(new Exception("ended")))).hasSize(1).allMatch(Future::isCancelled);
    }

    @Test
    void leavesNoTimerBehindAfterACancellation() {
        assertThat(timersAfter(AssertSubscriber::cancel)).hasSize(1).allMatch(Future::isCancelled);
    }

    @Test
    void keepsItsTimerWhileTheStreamRuns() {
        assertThat(timersAfter(reader -> source.emit("a"))).hasSize(1).noneMatch(Future::isCancelled);
        source.complete();
    }

    private AssertSubscriber<String> limited(Duration limit, long demand) {
        return IdleLimit.on(source, limit, SilentException::new).subscribe().withSubscriber(AssertSubscriber.create(demand));
    }

    /** What a subscription has put into the scheduler's queue and was there still after {@code end}. */
    private List<Future<?>> timersAfter(Consumer<AssertSubscriber<String>> end) {
        Set<Object> before = Set.copyOf(queue());
        AssertSubscriber<String> reader = limited(NEVER, 5);
        List<Object> added = queue().stream().filter(task -> !before.contains(task)).collect(Collectors.toList());
        end.accept(reader);
        return added.stream().<Future<?>> map(task -> (Future<?>) task).toList();
    }

    private static List<Object> queue() {
        return Arrays.asList(((ScheduledThreadPoolExecutor) Infrastructure.getDefaultWorkerPool()).getQueue().toArray());
    }

    private static final class SilentException extends Exception {
    }
}
