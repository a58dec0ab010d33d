package io.voiceforge.stream;

import java.time.Duration;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicLong;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;

/** Fills a stream's silence, so that its reader knows that it is alive. */
public final class Heartbeat {

    private Heartbeat() {
    }

    /**
     * Emits all items of the source, and {@code beat} whenever the reader has waited {@code silence} for the next item, at most
     * a quarter longer. A beat consumes nothing from the source; at most one item more is requested from the source than the
     * reader wants. The returned stream can be subscribed to once.
     */
    public static <T> Multi<T> on(Multi<T> source, Duration silence, T beat) {
        return new AbstractMulti<>() {
            @Override
            public void subscribe(MultiSubscriber<? super T> subscriber) {
                source.subscribe().withSubscriber(new Beating<>(subscriber, silence, beat));
            }
        };
    }

    private static final class Beating<T> implements MultiSubscriber<T>, Subscription, Runnable {

        private final MultiSubscriber<? super T> downstream;
        private final long silenceNanos;
        private final T beat;
        private final AtomicLong demand = new AtomicLong();
        /** Deliveries never overlap. */
        private final Turns turns = new Turns(this::deliver);
        private volatile T arrived;
        /** An item has been requested from the source and has not arrived. */
        private volatile boolean asked;
        private volatile boolean beatDue;
        private volatile boolean ended;
        private volatile boolean stopped;
        private volatile long lastNanos;
        private Throwable failure;
        private Subscription source;
        private Timer timer;

        Beating(MultiSubscriber<? super T> downstream, Duration silence, T beat) {
            this.downstream = downstream;
            this.silenceNanos = silence.toNanos();
            this.beat = beat;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            source = subscription;
            lastNanos = System.nanoTime();
            timer = Timer.every(Duration.ofNanos(silenceNanos / 4), this);
            downstream.onSubscribe(this);
        }

        @Override
        public void run() {
            if (demand.get() > 0 && System.nanoTime() - lastNanos >= silenceNanos) {
                beatDue = true;
                turns.signal();
            }
        }

        @Override
        public void request(long n) {
            if (demand.getAndAccumulate(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b) == 0) {
                lastNanos = System.nanoTime();
            }
            turns.signal();
        }

        @Override
        public void onItem(T item) {
            arrived = item;
            asked = false;
            turns.signal();
        }

        @Override
        public void onFailure(Throwable cause) {
            failure = cause;
            ended = true;
            turns.signal();
        }

        @Override
        public void onCompletion() {
            ended = true;
            turns.signal();
        }

        @Override
        public void cancel() {
            stopped = true;
            timer.cancel();
            source.cancel();
        }

        private void deliver() {
            while (!stopped) {
                // in this order, so that the last item is delivered before the end
                boolean over = ended;
                T item = arrived;
                if (item == null && over) {
                    end();
                } else if (demand.get() == 0) {
                    return;
                } else if (item != null) {
                    arrived = null;
                    emit(item);
                } else if (!asked) {
                    asked = true;
                    source.request(1);
                } else if (beatDue) {
                    emit(beat);
                } else {
                    return;
                }
            }
        }

        private void emit(T item) {
            beatDue = false;
            demand.updateAndGet(d -> d == Long.MAX_VALUE ? d : d - 1);
            lastNanos = System.nanoTime();
            downstream.onItem(item);
        }

        private void end() {
            stopped = true;
            timer.cancel();
            if (failure != null) {
                downstream.onFailure(failure);
            } else {
                downstream.onCompletion();
            }
        }
    }
}
