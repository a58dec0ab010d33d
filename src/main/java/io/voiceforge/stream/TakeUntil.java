package io.voiceforge.stream;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.AbstractMultiOperator;
import io.smallrye.mutiny.operators.multi.MultiOperatorProcessor;
import io.smallrye.mutiny.subscription.MultiSubscriber;

/**
 * Ends a stream at its last item, whatever the source does afterwards. Further items are discarded for a while, so that a
 * source that ends properly can be reused; a source that does not end is cancelled.
 */
public final class TakeUntil<T> extends AbstractMultiOperator<T, T> {

    private final Predicate<? super T> last;
    private final Duration patience;

    private TakeUntil(Multi<T> source, Predicate<? super T> last, Duration patience) {
        super(source);
        this.last = last;
        this.patience = patience;
    }

    /**
     * Emits the items up to and including the last one. If the source ends earlier, the stream ends in the same way.
     *
     * @param patience how long the source may take to end after its last item before it is cancelled
     */
    public static <T> Multi<T> on(Multi<T> source, Predicate<? super T> last, Duration patience) {
        return new TakeUntil<>(source, last, patience);
    }

    @Override
    public void subscribe(MultiSubscriber<? super T> downstream) {
        upstream().subscribe().withSubscriber(new Gate(downstream));
    }

    private final class Gate extends MultiOperatorProcessor<T, T> {

        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile Timer timer;

        Gate(MultiSubscriber<? super T> downstream) {
            super(downstream);
        }

        @Override
        public void onItem(T item) {
            if (ended.get()) {
                return;
            }
            if (!last.test(item)) {
                downstream.onItem(item);
                return;
            }
            ended.set(true);
            downstream.onItem(item);
            timer = Timer.after(patience, super::cancel);
            super.request(Long.MAX_VALUE);
            downstream.onCompletion();
        }

        @Override
        public void onCompletion() {
            if (ended.get()) {
                timer.cancel();
            } else {
                super.onCompletion();
            }
        }

        @Override
        public void onFailure(Throwable failure) {
            if (ended.get()) {
                timer.cancel();
            } else {
                super.onFailure(failure);
            }
        }

        /** A reader that leaves after the last item does not stop the source from ending properly. */
        @Override
        public void cancel() {
            if (!ended.get()) {
                super.cancel();
            }
        }
    }
}
