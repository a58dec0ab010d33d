package io.voiceforge.stream;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.operators.multi.AbstractMultiOperator;
import io.smallrye.mutiny.operators.multi.MultiOperatorProcessor;
import io.smallrye.mutiny.subscription.MultiSubscriber;

/**
 * Ends a stream with an item that says that it is the last, whatever the source does then. What still comes is thrown away for
 * a while, so that a source that ends properly can be used again; one that does not end is cancelled.
 */
public final class TakeUntil<T> extends AbstractMultiOperator<T, T> {

    private final Predicate<? super T> last;
    private final Duration patience;

    private TakeUntil(Multi<T> source, Predicate<? super T> last, Duration patience) {
        super(source);
        this.last = last;
        this.patience = patience;
    }

    /** The items up to the last one, which is among them; how the source ends before is how the stream ends. */
    public static <T> Multi<T> on(Multi<T> source, Predicate<? super T> last, Duration patience) {
        return new TakeUntil<>(source, last, patience);
    }

    @Override
    public void subscribe(MultiSubscriber<? super T> downstream) {
        upstream().subscribe().withSubscriber(new Gate(downstream));
    }

    private final class Gate extends MultiOperatorProcessor<T, T> {

        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile ScheduledFuture<?> timer;

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
            timer = Infrastructure.getDefaultWorkerPool().schedule(super::cancel, patience.toNanos(), TimeUnit.NANOSECONDS);
            super.request(Long.MAX_VALUE);
            downstream.onCompletion();
        }

        @Override
        public void onCompletion() {
            if (ended.get()) {
                timer.cancel(false);
            } else {
                super.onCompletion();
            }
        }

        @Override
        public void onFailure(Throwable failure) {
            if (ended.get()) {
                timer.cancel(false);
            } else {
                super.onFailure(failure);
            }
        }

        /** Whoever has all of it and leaves does not stop the source from ending properly. */
        @Override
        public void cancel() {
            if (!ended.get()) {
                super.cancel();
            }
        }
    }
}
