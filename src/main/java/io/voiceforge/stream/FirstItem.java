package io.voiceforge.stream;

import java.util.concurrent.Flow.Subscription;
import java.util.function.Supplier;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;

/**
 * Waits for the first item of a stream: the moment from which on its source has committed itself. Until then a failure is the
 * failure of the {@link Uni}, and somebody else can be asked; afterwards it is the end of the stream.
 */
public final class FirstItem {

    private FirstItem() {
    }

    /**
     * Completes when the first item is there, with a stream of all items, the first included.
     * <p>
     * No more is asked of the source than was asked of the result (and the one item). Cancelling the Uni before it completes,
     * or
     * the stream later, cancels the source; the stream has to be subscribed to once, or cancelled by other means.
     *
     * @param whenEmpty the failure of a source that ends without an item
     */
    public static <T> Uni<Multi<T>> of(Multi<T> source, Supplier<? extends Throwable> whenEmpty) {
        return Uni.createFrom().emitter(emitter -> {
            Handover<T> handover = new Handover<>(emitter, whenEmpty);
            emitter.onTermination(handover::abandon);
            source.subscribe().withSubscriber(handover);
        });
    }

    /** Subscriber to the source on one side, stream to the result's subscriber on the other. */
    private static final class Handover<T> implements MultiSubscriber<T>, Subscription {

        private final UniEmitter<? super Multi<T>> emitter;
        private final Supplier<? extends Throwable> whenEmpty;
        private Subscription source;
        private MultiSubscriber<? super T> downstream;
        private T first;
        private boolean handedOver;
        private boolean abandoned;
        /** While the first item is on its way down, demand and the end wait: signals to a subscriber never overlap. */
        private boolean emittingFirst;
        private long demandMeanwhile;
        private boolean ended;
        private Throwable failure;

        Handover(UniEmitter<? super Multi<T>> emitter, Supplier<? extends Throwable> whenEmpty) {
            this.emitter = emitter;
            this.whenEmpty = whenEmpty;
        }

        /** The Uni ended: by its item, which is fine, or because nobody waits for it any more. */
        void abandon() {
            Subscription toCancel;
            synchronized (this) {
                if (handedOver) {
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
                emitter.complete(stream());
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
            synchronized (this) {
                if (handedOver) {
                    ended = true;
                    failure = cause;
                    if (first != null || emittingFirst || downstream == null) {
                        return;
                    }
                }
            }
            if (ended) {
                deliverEnd();
            } else {
                emitter.fail(cause != null ? cause : whenEmpty.get());
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
            source.cancel();
        }

        private static long add(long a, long b) {
            long sum = a + b;
            return sum < 0 ? Long.MAX_VALUE : sum;
        }
    }
}
