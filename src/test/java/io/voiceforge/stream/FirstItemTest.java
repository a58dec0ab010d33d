package io.voiceforge.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiSubscriber;

@Timeout(60)
class FirstItemTest {

    private static final int ROUNDS = 1000;

    private final ManualSource<String> source = ManualSource.create();

    @Test
    void completesAtTheFirstItemWithAStreamOfAllItems() {
        // Given
        UniAssertSubscriber<Multi<String>> committed = subscribe(source);
        committed.assertNotTerminated();

        // When
        source.emit("a");
        AssertSubscriber<String> reader = read(committed, Long.MAX_VALUE);
        source.emit("b");
        source.emit("c");
        source.complete();

        // Then
        reader.assertItems("a", "b", "c").assertCompleted();
        assertThat(source.cancellations).hasValue(0);
    }

    @Test
    void failsAsToldWhenTheSourceIsEmpty() {
        // Given
        UniAssertSubscriber<Multi<String>> committed = subscribe(source);

        // When
        source.complete();

        // Then
        committed.assertFailedWith(EmptyException.class);
    }

    @Test
    void failsWithTheFailureThatComesBeforeTheFirstItem() {
        // Given
        UniAssertSubscriber<Multi<String>> committed = subscribe(source);
        Exception failure = new Exception("before");

        // When
        source.fail(failure);

        // Then
        assertThat(committed.getFailure()).isSameAs(failure);
    }

    @Test
    void failsWhenTheSourceCannotBeSubscribedTo() {
        // Given
        IllegalStateException failure = new IllegalStateException("closed");
        Multi<String> closed = new AbstractMulti<>() {
            @Override
            public void subscribe(MultiSubscriber<? super String> subscriber) {
                throw failure;
            }
        };

        // When
        UniAssertSubscriber<Multi<String>> committed = subscribe(closed);

        // Then
        assertThat(committed.getFailure()).isSameAs(failure);
    }

    @Test
    void endsTheStreamWithAFailureThatComesAfterTheFirstItem() {
        // Given
        UniAssertSubscriber<Multi<String>> committed = subscribe(source);
        source.emit("a");
        AssertSubscriber<String> reader = read(committed, 10);
        Exception failure = new Exception("after");

        // When
        source.fail(failure);

        // Then
        reader.assertItems("a");
        assertThat(reader.getFailure()).isSameAs(failure);
    }

    @Test
    void keepsAnEndThatComesBeforeTheReaderUntilTheFirstItemIsRead() {
        // Given
        UniAssertSubscriber<Multi<String>> committed = subscribe(source);
        source.emit("a");

        // When
        source.complete();

        // Then
        AssertSubscriber<String> reader = read(committed, 0);
        reader.assertSubscribed().assertNotTerminated().assertHasNotReceivedAnyItem();
        reader.request(1);
        reader.assertItems("a").assertCompleted();
    }

    @Test
    void keepsAFailureThatComesBeforeTheFirstItemIsRead() {
        // Given
        UniAssertSubscriber<Multi<String>> committed = subscribe(source);
        source.emit("a");
        AssertSubscriber<String> reader = read(committed, 0);
        Exception failure = new Exception("early");

        // When
        source.fail(failure);

        // Then
        reader.assertNotTerminated();
        reader.request(5);
        reader.assertItems("a");
        assertThat(reader.getFailure()).isSameAs(failure);
        assertThat(source.requests).containsExactly(1L);
    }

    @Test
    void passesOnASourceThatEndsWithItsFirstItemAtOnce() {
        // Given a source that signals everything while it is subscribed to
        UniAssertSubscriber<Multi<String>> committed = subscribe(Multi.createFrom().item("only"));

        // Then
        read(committed, 1).assertItems("only").assertCompleted();
    }

    @Test
    void asksForOneItemAndThenForWhatItIsAskedFor() {
        // Given
        UniAssertSubscriber<Multi<String>> committed = subscribe(source);
        assertThat(source.requests).containsExactly(1L);
        source.emit("a");
        AssertSubscriber<String> reader = read(committed, 0);
        assertThat(source.requests).as("nothing was asked for").containsExactly(1L);

        // When the item that is there is asked for
        reader.request(1);

        // Then
        reader.assertItems("a");
        assertThat(source.requests).containsExactly(1L);

        // When
        reader.request(3);
        reader.request(2);

        // Then
        assertThat(source.requests).containsExactly(1L, 3L, 2L);
    }

    @Test
    void countsTheFirstItemAsOneOfThoseAskedFor() {
        // Given
        UniAssertSubscriber<Multi<String>> committed = subscribe(source);
        source.emit("a");

        // When
        read(committed, 5);

        // Then
        assertThat(source.requests).containsExactly(1L, 4L);
    }

    @Test
    void passesUnlimitedDemandOnAsUnlimited() {
        // Given
        UniAssertSubscriber<Multi<String>> committed = subscribe(source);
        source.emit("a");

        // When
        read(committed, Long.MAX_VALUE);

        // Then
        assertThat(source.requests).containsExactly(1L, Long.MAX_VALUE);
    }

    @Test
    void addsUpWhatIsAskedForInsideTheFirstItem() {
        // Given
        UniAssertSubscriber<Multi<String>> committed = subscribe(source);
        source.emit("a");
        Reader reader = new Reader(1) {
            @Override
            public void onItem(String item) {
                super.onItem(item);
                if (items.size() == 1) {
                    subscription.request(2);
                    subscription.request(3);
                    assertThat(source.requests).as("asked for while an item is on its way").containsExactly(1L);
                }
            }
        };

        // When
        committed.getItem().subscribe().withSubscriber(reader);

        // Then
        assertThat(source.requests).containsExactly(1L, 5L);
        assertThat(reader.items).containsExactly("a");
    }

    @Test
    void addsUpUnlimitedDemandWithoutOverflow() {
        // Given
        UniAssertSubscriber<Multi<String>> committed = subscribe(source);
        source.emit("a");
        Reader reader = new Reader(Long.MAX_VALUE) {
            @Override
            public void onItem(String item) {
                super.onItem(item);
                subscription.request(Long.MAX_VALUE);
                subscription.request(7);
            }
        };

        // When
        committed.getItem().subscribe().withSubscriber(reader);

        // Then
        assertThat(source.requests).containsExactly(1L, Long.MAX_VALUE);
    }

    @Test
    void deliversInOrderWhenTheSourceAnswersInsideEachRequest() {
        // Given a source that emits inside request, and a reader that requests inside onItem
        Multi<String> numbers = Multi.createFrom().range(0, 10_000).map(String::valueOf);
        UniAssertSubscriber<Multi<String>> committed = subscribe(numbers);
        Reader reader = new Reader(1) {
            @Override
            public void onItem(String item) {
                super.onItem(item);
                subscription.request(1);
            }
        };

        // When
        committed.getItem().subscribe().withSubscriber(reader);

        // Then
        assertThat(reader.items).hasSize(10_000).first().isEqualTo("0");
        assertThat(reader.items).last().isEqualTo("9999");
        assertThat(reader.completions).isEqualTo(1);
    }

    @Test
    void cancelsTheSourceWhenNobodyWaitsForTheFirstItemAnyMore() {
        // Given
        UniAssertSubscriber<Multi<String>> committed = subscribe(source);

        // When
        committed.cancel();
        source.emit("late");
        source.complete();

        // Then
        assertThat(source.cancellations).hasValue(1);
        committed.assertNotTerminated();
    }

    @Test
    void cancelsASourceWhoseSubscriptionComesAfterTheCancellation() {
        // Given
        ManualSource<String> slow = ManualSource.withholdingSubscription();
        UniAssertSubscriber<Multi<String>> committed = subscribe(slow);
        committed.cancel();
        assertThat(slow.cancellations).hasValue(0);

        // When
        slow.handOutSubscription();

        // Then
        assertThat(slow.cancellations).hasValue(1);
        assertThat(slow.requests).isEmpty();
    }

    @Test
    void cancelsTheSourceWhenTheReaderCancels() {
        // Given
        UniAssertSubscriber<Multi<String>> committed = subscribe(source);
        source.emit("a");
        AssertSubscriber<String> reader = read(committed, 2);

        // When
        reader.cancel();

        // Then
        assertThat(source.cancellations).hasValue(1);
    }

    @Test
    void tellsNothingMoreToAReaderThatCancelsBeforeItHasAskedForAnything() {
        // Given
        UniAssertSubscriber<Multi<String>> committed = subscribe(source);
        source.emit("a");
        source.complete();
        Reader reader = new Reader(0);
        committed.getItem().subscribe().withSubscriber(reader);

        // When
        reader.subscription.cancel();
        reader.subscription.request(1);

        // Then
        assertThat(reader.items).isEmpty();
        assertThat(reader.completions).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void tellsNothingMoreToAReaderThatCancelsInsideTheFirstItem(boolean endsWell) {
        // Given a source that has ended already
        UniAssertSubscriber<Multi<String>> committed = subscribe(source);
        source.emit("a");
        if (endsWell) {
            source.complete();
        } else {
            source.fail(new Exception("ended"));
        }
        Reader reader = new Reader(9) {
            @Override
            public void onItem(String item) {
                super.onItem(item);
                subscription.cancel();
            }
        };

        // When
        committed.getItem().subscribe().withSubscriber(reader);

        // Then
        assertThat(reader.items).containsExactly("a");
        assertThat(reader.completions).isZero();
        assertThat(reader.failure).isNull();
        assertThat(source.requests).containsExactly(1L);
    }

    @Test
    void holdsOnlyTheFirstItemOfAStreamThatIsNeverSubscribedTo() {
        // When
        UniAssertSubscriber<Multi<String>> committed = subscribe(source);
        source.emit("a");

        // Then
        committed.assertCompleted();
        assertThat(source.requests).containsExactly(1L);
        assertThat(source.cancellations).hasValue(0);
    }

    @Test
    void refusesASecondReader() {
        // Given
        UniAssertSubscriber<Multi<String>> committed = subscribe(source);
        source.emit("a");
        AssertSubscriber<String> first = read(committed, 1);

        // When
        AssertSubscriber<String> second = AssertSubscriber.create(1);

        // Then
        assertThatThrownBy(() -> committed.getItem().subscribe().withSubscriber(second))
                .isInstanceOf(IllegalStateException.class);
        first.assertItems("a").assertNotTerminated();
    }

    @Test
    void losesDoublesAndOverlapsNothingWhenSourceAndReaderRace() throws Exception {
        ExecutorService sourceThread = Executors.newSingleThreadExecutor();
        ExecutorService readerThread = Executors.newSingleThreadExecutor();
        Random random = new Random(42);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                // Given a source on one thread, and a reader that asks on another
                int size = 1 + random.nextInt(12);
                Exception failure = random.nextInt(3) == 0 ? new Exception("round " + round) : null;
                PumpSource pump = new PumpSource(sourceThread, size, failure);
                SerialReader reader = new SerialReader(readerThread, random.nextLong());

                // When
                FirstItem.of(pump, EmptyException::new).subscribe().with(
                        stream -> readerThread.execute(() -> stream.subscribe().withSubscriber(reader)),
                        reader.end::completeExceptionally);

                // Then
                Throwable end = reader.end.get(20, TimeUnit.SECONDS);
                assertThat(end).as("round %d", round).isSameAs(failure);
                assertThat(reader.items).as("round %d", round).hasSize(size).isSorted().doesNotHaveDuplicates();
                assertThat(reader.overlaps).as("overlapping signals").hasValue(0);
            }
        } finally {
            sourceThread.shutdownNow();
            readerThread.shutdownNow();
        }
    }

    @Test
    void cancelsTheSourceOrCommitsWhenACancellationRacesWithTheFirstItem() throws Exception {
        ExecutorService canceller = Executors.newSingleThreadExecutor();
        try {
            for (int round = 0; round < 20 * ROUNDS; round++) {
                // Given
                ManualSource<String> racing = ManualSource.create();
                AtomicInteger committed = new AtomicInteger();
                Cancellable waiting = FirstItem.of(racing, EmptyException::new).subscribe()
                        .with(stream -> committed.incrementAndGet());
                CyclicBarrier start = new CyclicBarrier(2);

                // When
                CompletableFuture<Void> cancelled = CompletableFuture.runAsync(() -> {
                    await(start);
                    waiting.cancel();
                }, canceller);
                await(start);
                racing.emit("a");
                cancelled.get(20, TimeUnit.SECONDS);

                // Then nobody leaves the source running that nobody reads
                assertThat(committed.get() + racing.cancellations.get()).as("round %d", round).isGreaterThanOrEqualTo(1);
            }
        } finally {
            canceller.shutdownNow();
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static UniAssertSubscriber<Multi<String>> subscribe(Multi<String> source) {
        return FirstItem.of(source, EmptyException::new).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private static AssertSubscriber<String> read(UniAssertSubscriber<Multi<String>> committed, long demand) {
        return committed.getItem().subscribe().withSubscriber(AssertSubscriber.create(demand));
    }

    private static final class EmptyException extends Exception {
    }

    /** Unlike AssertSubscriber, open for tests that do something inside a signal. */
    private static class Reader implements MultiSubscriber<String> {

        final List<String> items = new ArrayList<>();
        private final long demand;
        Subscription subscription;
        int completions;
        Throwable failure;

        Reader(long demand) {
            this.demand = demand;
        }

        @Override
        public void onSubscribe(Subscription newSubscription) {
            subscription = newSubscription;
            if (demand > 0) {
                subscription.request(demand);
            }
        }

        @Override
        public void onItem(String item) {
            items.add(item);
        }

        @Override
        public void onFailure(Throwable cause) {
            failure = cause;
        }

        @Override
        public void onCompletion() {
            completions++;
        }
    }

    /** Asks for a few items at a time, now inside a signal, now on its own thread, and notices signals that overlap. */
    private static final class SerialReader implements MultiSubscriber<Integer> {

        final List<Integer> items = new ArrayList<>();
        final CompletableFuture<Throwable> end = new CompletableFuture<>();
        final AtomicInteger overlaps = new AtomicInteger();
        private final AtomicReference<Thread> signalling = new AtomicReference<>();
        private final ExecutorService thread;
        private final Random random;
        private Subscription subscription;
        private long outstanding;

        SerialReader(ExecutorService thread, long seed) {
            this.thread = thread;
            this.random = new Random(seed);
        }

        @Override
        public void onSubscribe(Subscription newSubscription) {
            subscription = newSubscription;
            askForMore();
        }

        @Override
        public void onItem(Integer item) {
            Thread before = signalling.getAndSet(Thread.currentThread());
            if (before != null && before != Thread.currentThread()) {
                overlaps.incrementAndGet();
            }
            items.add(item);
            if (--outstanding == 0) {
                askForMore();
            }
            signalling.set(before);
        }

        private void askForMore() {
            outstanding = random.nextInt(10) == 0 ? Long.MAX_VALUE : 1 + random.nextInt(4);
            long n = outstanding;
            if (random.nextBoolean()) {
                subscription.request(n);
            } else {
                thread.execute(() -> subscription.request(n));
            }
        }

        @Override
        public void onFailure(Throwable cause) {
            ended(cause);
        }

        @Override
        public void onCompletion() {
            ended(null);
        }

        private void ended(Throwable cause) {
            if (signalling.get() != null) {
                overlaps.incrementAndGet();
            }
            if (!end.complete(cause)) {
                overlaps.incrementAndGet();
            }
        }
    }
}
