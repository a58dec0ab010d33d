package io.voiceforge.stream;

import java.util.concurrent.Flow.Subscription;
import java.util.function.Supplier;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.smallrye.mutiny.subscription.UniSubscriber;

/**
 * Waits for the first item of a stream, which is when its source commits itself. Until then, a failure fails the {@link Uni},
 * and another source can be tried; afterwards it ends the stream.
 */
public final class FirstItem {

    private FirstItem() {
    }

    /**
     * Completes on the first item with a stream of all items, including the first.
     * <p>
     * Apart from the first item, the source receives only the demand of the returned stream. Cancelling the Uni before it
     * completes, or the stream later, cancels the source. The stream must be subscribed to once or cancelled by other means.
     *
     * @param whenEmpty the failure for a source that completes without an item
     */
    public static <T> Uni<Multi<T>> of(Multi<T> source, Supplier<? extends Throwable> whenEmpty) {
        // not an emitter: it drops an item that races with a cancellation, and the source would never be cancelled
        return new AbstractUni<>() {
            @Override
            public void subscribe(UniSubscriber<? super Multi<T>> subscriber) {
                Handover<T> handover = new Handover<>(subscriber, whenEmpty);
                subscriber.onSubscribe(handover::abandon);
                try {
                    source.subscribe().withSubscriber(handover);
                } catch (RuntimeException e) {
                    handover.onFailure(e);
                }
            }
        };
    }

    /** Subscribes to the source on one side and serves the result's subscriber on the other. */
    private static final class Handover<T> implements MultiSubscriber<T>, Subscription {

        private final UniSubscriber<? super Multi<T>> waiting;
        private final Supplier<? extends Throwable> whenEmpty;
        private Subscription source;
        private MultiSubscriber<? super T> downstream;
        private T first;
        private boolean handedOver;
        /** No subscriber is left. */
        private boolean abandoned;
        /**
         * While the first item is being emitted, demand and termination wait, because signals to a subscriber must never
         * overlap.
         */
        private boolean emittingFirst;
        private long demandMeanwhile;
        private boolean ended;
        private Throwable failure;

        Handover(UniSubscriber<? super Multi<T>> waiting, Supplier<? extends Throwable> whenEmpty) {
            this.waiting = waiting;
            this.whenEmpty = whenEmpty;
        }

        /** The Uni was cancelled: the stream is no longer wanted, or was handed over but will not be subscribed to. */
        void abandon() {
            Subscription toCancel;
            synchronized (this) {
                if (downstream != null || ended) {
                    return;
                }
                abandoned = true;
                toCancel = source;
            }
            if (toCancel != null) {
                toCancel.cancel();
            }
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            boolean cancel;
            synchronized (this) {
                source = subscription;
                cancel = abandoned;
            }
            if (cancel) {
                subscription.cancel();
            } else {
                subscription.request(1);
            }
        }

        @Override
        public void onItem(T item) {
            MultiSubscriber<? super T> next;
            synchronized (this) {
                if (abandoned) {
                    return;
                }
                next = downstream;
                if (!handedOver) {
                    handedOver = true;
                    first = item;
                    next = null;
                }
            }
            if (next != null) {
                next.onItem(item);
            } else {
                waiting.onItem(stream());
            }
        }

        @Override
        public void onCompletion() {
            end(null);
        }

        @Override
        public void onFailure(Throwable cause) {
            end(cause);
        }

        private void end(Throwable cause) {
            boolean committed;
            synchronized (this) {
                if (abandoned) {
                    return;
                }
                ended = true;
                failure = cause;
                committed = handedOver;
                if (committed && (first != null || emittingFirst || downstream == null)) {
                    return;
                }
            }
            if (committed) {
                deliverEnd();
            } else {
                waiting.onFailure(cause != null ? cause : whenEmpty.get());
            }
        }

        private void deliverEnd() {
            if (failure != null) {
                downstream.onFailure(failure);
            } else {
                downstream.onCompletion();
            }
        }

        private Multi<T> stream() {
            return new AbstractMulti<>() {
                @Override
                public void subscribe(MultiSubscriber<? super T> subscriber) {
                    connect(subscriber);
                }
            };
        }

        private void connect(MultiSubscriber<? super T> subscriber) {
            synchronized (this) {
                if (downstream != null) {
                    throw new IllegalStateException("The stream has a subscriber already");
                }
                downstream = subscriber;
            }
            subscriber.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            T item;
            synchronized (this) {
                if (abandoned) {
                    return;
                }
                if (emittingFirst) {
                    demandMeanwhile = add(demandMeanwhile, n);
                    return;
                }
                item = first;
                if (item != null) {
                    first = null;
                    emittingFirst = true;
                    demandMeanwhile = n == Long.MAX_VALUE ? n : n - 1;
                }
            }
            if (item == null) {
                source.request(n);
                return;
            }
            downstream.onItem(item);
            long demand;
            boolean end;
            synchronized (this) {
                if (abandoned) {
                    return;
                }
                emittingFirst = false;
                demand = demandMeanwhile;
                end = ended;
            }
            if (end) {
                deliverEnd();
            } else if (demand > 0) {
                source.request(demand);
            }
        }

        @Override
        public void cancel() {
            synchronized (this) {
                abandoned = true;
                first = null;
            }
            source.cancel();
        }

        private static long add(long a, long b) {
            long sum = a + b;
            return sum < 0 ? Long.MAX_VALUE : sum;
        }
    }
}
