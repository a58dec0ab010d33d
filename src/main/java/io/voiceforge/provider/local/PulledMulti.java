package io.voiceforge.provider.local;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.helpers.Subscriptions;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/**
 * A blocking {@link PcmSource} as a stream: one call on a worker thread per requested item, none without demand.
 * <p>
 * Every item is a task of its own, so streams that share a worker take turns. A call that exceeds the limit ends its stream;
 * its late result is discarded.
 */
final class PulledMulti extends AbstractMulti<Buffer> {

    private static final Logger LOG = Logger.getLogger(PulledMulti.class);

    private final Supplier<? extends PcmSource> sources;
    private final Executor workers;
    private final ScheduledExecutorService timer;
    private final long limitNanos;

    /**
     * @param sources one source per subscription; may throw an {@link ApiException}, must not block
     * @param timer monitors the calls
     * @param limit how long one call may take
     */
    PulledMulti(Supplier<? extends PcmSource> sources, Executor workers, ScheduledExecutorService timer, Duration limit) {
        this.sources = sources;
        this.workers = workers;
        this.timer = timer;
        this.limitNanos = limit.toNanos();
    }

    @Override
    public void subscribe(MultiSubscriber<? super Buffer> subscriber) {
        PcmSource source;
        try {
            source = sources.get();
        } catch (ApiException e) {
            Subscriptions.fail(subscriber, e);
            return;
        }
        subscriber.onSubscribe(new Pulling(source, subscriber));
    }

    private final class Pulling implements Flow.Subscription, Runnable {

        private final PcmSource source;
        private final MultiSubscriber<? super Buffer> subscriber;
        private final AtomicLong demand = new AtomicLong();
        private final AtomicBoolean ended = new AtomicBoolean();

        Pulling(PcmSource source, MultiSubscriber<? super Buffer> subscriber) {
            this.source = source;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long items) {
            if (items <= 0) {
                fail(Subscriptions.getInvalidRequestException());
            } else if (Subscriptions.add(demand, items) == 0) {
                submit();
            }
        }

        @Override
        public void cancel() {
            end();
        }

        private void submit() {
            try {
                workers.execute(this);
            } catch (RejectedExecutionException e) {
                fail(ApiException.of(ErrorCode.PROVIDER_FAILED, "The local speech engine has been stopped."));
            }
        }

        @Override
        public void run() {
            if (ended.get()) {
                return;
            }
            // The call and the watchdog race for this flag; the loser does nothing.
            AtomicBoolean decided = new AtomicBoolean();
            Future<?> watchdog;
            try {
                watchdog = timer.schedule(() -> expire(decided), limitNanos, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                fail(ApiException.of(ErrorCode.PROVIDER_FAILED, "The local speech engine has been stopped."));
                return;
            }
            Buffer item = null;
            Throwable failure = null;
            try {
                item = source.next();
            } catch (Throwable e) {
                // An Error, too, ends this stream and not the worker.
                failure = e;
            } finally {
                watchdog.cancel(false);
            }
            if (decided.compareAndSet(false, true)) {
                deliver(item, failure);
            }
        }

        private void deliver(Buffer item, Throwable failure) {
            if (ended.get()) {
                return;
            }
            if (failure != null) {
                fail(failure);
            } else if (item == null) {
                if (end()) {
                    subscriber.onCompletion();
                }
            } else {
                try {
                    subscriber.onItem(item);
                } catch (RuntimeException e) {
                    // A failing subscriber must not cost the worker its thread.
                    LOG.warnf("A subscriber to local speech failed: %s", e.getClass().getName());
                    end();
                    return;
                }
                if (Subscriptions.subtract(demand, 1) > 0) {
                    submit();
                }
            }
        }

        private void expire(AtomicBoolean decided) {
            if (decided.compareAndSet(false, true)) {
                source.stuck();
                fail(ApiException.of(ErrorCode.PROVIDER_TIMEOUT,
                        "The local speech engine is making no progress; try again later."));
            }
        }

        private void fail(Throwable failure) {
            if (!end()) {
                return;
            }
            if (failure instanceof ApiException || failure instanceof IllegalArgumentException) {
                subscriber.onFailure(failure);
            } else {
                // Only the class: the message might quote the caller's text.
                LOG.warnf("The local speech engine failed: %s", failure.getClass().getName());
                subscriber.onFailure(ApiException.of(ErrorCode.PROVIDER_FAILED,
                        "The local speech engine could not speak this text."));
            }
        }

        /** True only for the call that ends the stream. */
        private boolean end() {
            if (!ended.compareAndSet(false, true)) {
                return false;
            }
            source.close();
            return true;
        }
    }
}
