package io.voiceforge.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;

/**
 * Cuts the items of a source into others, any number out of each. The source is asked for one when all that came of the one before is
 * delivered.
 */
public final class Cut {

    private Cut() {
    }

    /** Makes items out of others, one after the other. What it throws ends the stream, after the items that came before it. */
    public interface Cutter<I, O> {

        void take(I item, Consumer<O> out);

        /** The source has ended, but not failed. */
        void end(Consumer<O> out);
    }

    /** The items out of those of the source, and its end. To be subscribed to once for each cutter. */
    public static <I, O> Multi<O> by(Supplier<? extends Cutter<I, O>> cutter, Multi<I> source) {
        return new AbstractMulti<>() {
            @Override
            public void subscribe(MultiSubscriber<? super O> reader) {
                source.subscribe().withSubscriber(new Cutting<>(cutter.get(), reader));
            }
        };
    }

    private static final class Cutting<I, O> implements MultiSubscriber<I>, Subscription {

        private final Cutter<I, O> cutter;
        private final MultiSubscriber<? super O> reader;
        /** Deliveries never overlap. */
        private final Turns turns = new Turns(this::deliver);
        private final AtomicLong demand = new AtomicLong();
        private final Deque<O> cut = new ArrayDeque<>(4);
        private Subscription source;
        private volatile I arrived;
        /** An item has been requested and has not arrived. */
        private volatile boolean asked;
        private volatile boolean hasEnded;
        private volatile boolean stopped;
        private volatile Throwable failure;
        /** Nothing more is to be cut. */
        private boolean isDone;

        Cutting(Cutter<I, O> cutter, MultiSubscriber<? super O> reader) {
            this.cutter = cutter;
            this.reader = reader;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            source = subscription;
            reader.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            demand.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
            turns.signal();
        }

        @Override
        public void onItem(I item) {
            arrived = item;
            asked = false;
            turns.signal();
        }

        @Override
        public void onFailure(Throwable cause) {
            failure = cause;
            hasEnded = true;
            turns.signal();
        }

        @Override
        public void onCompletion() {
            hasEnded = true;
            turns.signal();
        }

        @Override
        public void cancel() {
            stopped = true;
            source.cancel();
        }

        private void deliver() {
            while (!stopped) {
                O next = demand.get() > 0 ? cut.poll() : null;
                if (next != null) {
                    if (demand.get() != Long.MAX_VALUE) {
                        demand.decrementAndGet();
                    }
                    reader.onItem(next);
                } else if (!cut.isEmpty() || !cutMore()) {
                    return;
                }
            }
        }

        /** Whether there may be more to deliver at once. */
        private boolean cutMore() {
            // in this order, so that the last item is cut before the end
            boolean isEnd = hasEnded;
            I item = arrived;
            if (isDone) {
                end();
            } else if (item != null) {
                arrived = null;
                guarded(() -> cutter.take(item, cut::add));
                return true;
            } else if (isEnd) {
                isDone = true;
                if (failure == null) {
                    guarded(() -> cutter.end(cut::add));
                }
                return true;
            } else if (!asked && demand.get() > 0) {
                asked = true;
                source.request(1);
                return arrived != null || hasEnded;
            }
            return false;
        }

        private void guarded(Runnable cutting) {
            try {
                cutting.run();
            } catch (RuntimeException e) {
                failure = e;
                isDone = true;
                source.cancel();
            }
        }

        private void end() {
            stopped = true;
            if (failure != null) {
                reader.onFailure(failure);
            } else {
                reader.onCompletion();
            }
        }
    }
}
