package io.voiceforge.stream;

import java.util.concurrent.Flow.Subscription;

import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;

/** The numbers from 0; each is signalled inside the request for it, whatever the caller is doing. */
final class RecursiveSource extends AbstractMulti<Integer> implements Subscription {

    private final int size;
    private int next;
    private MultiSubscriber<? super Integer> subscriber;

    RecursiveSource(int size) {
        this.size = size;
    }

    @Override
    public void subscribe(MultiSubscriber<? super Integer> newSubscriber) {
        subscriber = newSubscriber;
        subscriber.onSubscribe(this);
    }

    @Override
    public void request(long n) {
        for (long i = 0; i < n && next < size; i++) {
            subscriber.onItem(next++);
            if (next == size) {
                next++;
                subscriber.onCompletion();
            }
        }
    }

    @Override
    public void cancel() {
        next = size + 1;
    }
}
