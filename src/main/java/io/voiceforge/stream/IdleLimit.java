package io.voiceforge.stream;

import java.time.Duration;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;

/**
 * Ends a stream whose source goes silent. Only the time that the reader spends waiting counts: a slow reader does not make a
 * silent source.
 */
public final class IdleLimit {

    private IdleLimit() {
    }

    /**
     * Cancels the source and fails if a requested item does not arrive within {@code limit}, at most a quarter late. The
     * returned stream can be subscribed to once.
     */
    public static <T> Multi<T> on(Multi<T> source, Duration limit, Supplier<? extends Throwable> failure) {
        return new AbstractMulti<>() {
            @Override
            public void subscribe(MultiSubscriber<? super T> subscriber) {
                source.subscribe().withSubscriber(new Watch<>(subscriber, limit, failure));
            }
        };
    }

    private enum State {
        WAITING,
        /** The reader is processing an item: this time does not count, and no other signal may overlap. */
        EMITTING,
        DONE
    }

    private static final class Watch<T> implements MultiSubscriber<T>, Subscription, Runnable {

        private final MultiSubscriber<? super T> downstream;
        private final long limitNanos;
        private final Supplier<? extends Throwable> failure;
        private final AtomicLong demand = new AtomicLong();
        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
        private volatile long waitingSinceNanos;
        private Subscription source;
        private Timer timer;

        Watch(MultiSubscriber<? super T> downstream, Duration limit, Supplier<? extends Throwable> failure) {
            this.downstream = downstream;
            this.limitNanos = limit.toNanos();
            this.failure = failure;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            source = subscription;
            timer = Timer.every(Duration.ofNanos(limitNanos / 4), this);
            downstream.onSubscribe(this);
        }

        @Override
        public void run() {
            // the state first, so that the values read after it are at least as recent
            if (state.get() == State.WAITING && demand.get() > 0 && System.nanoTime() - waitingSinceNanos > limitNanos
                    && state.compareAndSet(State.WAITING, State.DONE)) {
                timer.cancel();
                source.cancel();
                downstream.onFailure(failure.get());
            }
        }

        @Override
        public void request(long n) {
            if (demand.get() == 0) {
                waitingSinceNanos = System.nanoTime();
            }
            demand.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
            source.request(n);
        }

        @Override
        public void onItem(T item) {
            // a source may emit inside request() inside onItem(): then the outermost onItem() returns last
            boolean outermost = state.compareAndSet(State.WAITING, State.EMITTING);
            if (state.get() == State.DONE) {
                return;
            }
            demand.updateAndGet(d -> d == Long.MAX_VALUE ? d : d - 1);
            try {
                downstream.onItem(item);
            } finally {
                if (outermost) {
                    waitingSinceNanos = System.nanoTime();
                    state.compareAndSet(State.EMITTING, State.WAITING);
                }
            }
        }

        @Override
        public void onFailure(Throwable cause) {
            if (finish()) {
                downstream.onFailure(cause);
            }
        }

        @Override
        public void onCompletion() {
            if (finish()) {
                downstream.onCompletion();
            }
        }

        @Override
        public void cancel() {
            finish();
            source.cancel();
        }

        private boolean finish() {
            timer.cancel();
            return state.getAndSet(State.DONE) != State.DONE;
        }
    }
}
