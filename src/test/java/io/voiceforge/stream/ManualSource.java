package io.voiceforge.stream;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;

/** A source that signals what a test tells it to, and remembers what was asked of it. */
final class ManualSource<T> extends AbstractMulti<T> implements Subscription {

    final List<Long> requests = new CopyOnWriteArrayList<>();
    final AtomicInteger cancellations = new AtomicInteger();
    private final boolean withholdsSubscription;
    private volatile MultiSubscriber<? super T> subscriber;

    private ManualSource(boolean withholdsSubscription) {
        this.withholdsSubscription = withholdsSubscription;
    }

    static <T> ManualSource<T> create() {
        return new ManualSource<>(false);
    }

    /** Its subscriber hears of the subscription only by {@link #handOutSubscription()}. */
    static <T> ManualSource<T> withholdingSubscription() {
        return new ManualSource<>(true);
    }

    @Override
    public void subscribe(MultiSubscriber<? super T> newSubscriber) {
        subscriber = newSubscriber;
        if (!withholdsSubscription) {
            handOutSubscription();
        }
    }

    void handOutSubscription() {
        subscriber.onSubscribe(this);
    }

    void emit(T item) {
        subscriber.onItem(item);
    }

    void complete() {
        subscriber.onCompletion();
    }

    void fail(Throwable failure) {
        subscriber.onFailure(failure);
    }

    @Override
    public void request(long n) {
        requests.add(n);
    }

    @Override
    public void cancel() {
        cancellations.incrementAndGet();
    }
}
