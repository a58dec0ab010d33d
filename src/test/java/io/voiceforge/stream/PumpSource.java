package io.voiceforge.stream;

import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Subscription;

import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;

/** The numbers from 0, never more than were asked for, all signalled by one executor's single thread. */
final class PumpSource extends AbstractMulti<Integer> implements Subscription {

    private final Executor thread;
    private final int size;
    private final Throwable failure;
    private MultiSubscriber<? super Integer> subscriber;
    // the fields below belong to the thread
    private long demand;
    private int next;
    private boolean done;

    /** @param failure ends the stream; null for completion */
    PumpSource(Executor thread, int size, Throwable failure) {
        this.thread = thread;
        this.size = size;
        this.failure = failure;
    }

    @Override
    public void subscribe(MultiSubscriber<? super Integer> newSubscriber) {
        subscriber = newSubscriber;
        thread.execute(() -> {
            subscriber.onSubscribe(this);
            pump();
        });
    }

    @Override
    public void request(long n) {
        thread.execute(() -> {
            demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
            pump();
        });
    }

    private void pump() {
        while (!done && demand > 0 && next < size) {
            demand--;
            subscriber.onItem(next++);
        }
        if (!done && next == size) {
            done = true;
            if (failure == null) {
                subscriber.onCompletion();
            } else {
                subscriber.onFailure(failure);
            }
        }
    }

    @Override
    public void cancel() {
        thread.execute(() -> done = true);
    }
}
