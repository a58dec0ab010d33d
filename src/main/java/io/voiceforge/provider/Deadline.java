package io.voiceforge.provider;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.voiceforge.call.Cancellation;
import io.voiceforge.stream.Timer;

/** A point in time that can be put off while it is being waited for. Safe for use by several threads. */
final class Deadline {

    private volatile long endNanos;

    Deadline(Duration fromNow) {
        this.endNanos = System.nanoTime() + fromNow.toNanos();
    }

    /** Nanoseconds until then; zero or less when it has passed. */
    long leftNanos() {
        return endNanos - System.nanoTime();
    }

    /** Puts it off to so long from now, unless it is later already. */
    void extend(Duration fromNow) {
        if (fromNow.toNanos() > leftNanos()) {
            endNanos = System.nanoTime() + fromNow.toNanos();
        }
    }

    /**
     * The same, cancelled and failed when it has no item by then, or with a {@link CancellationException} when the caller leaves
     * before.
     */
    <T> Uni<T> limit(Uni<T> source, Cancellation caller, Supplier<? extends Throwable> failure) {
        return Uni.createFrom().emitter(emitter -> {
            Wait<T> wait = new Wait<>(emitter, failure);
            emitter.onTermination(wait::end);
            wait.begin(source, caller);
        });
    }

    /** Waiting for one item: a timer and a subscription, which end together. */
    private final class Wait<T> {

        private final UniEmitter<? super T> emitter;
        private final Supplier<? extends Throwable> failure;
        private volatile Timer timer;
        private volatile Cancellable subscription;
        private volatile Runnable leave;
        private volatile boolean isOver;

        Wait(UniEmitter<? super T> emitter, Supplier<? extends Throwable> failure) {
            this.emitter = emitter;
            this.failure = failure;
        }

        void begin(Uni<T> source, Cancellation caller) {
            leave = caller.onCancel(() -> emitter.fail(new CancellationException("The caller has left")));
            if (!isOver) {
                look();
                subscription = source.subscribe().with(emitter::complete, emitter::fail);
            }
            if (isOver) {
                end();
            }
        }

        private void look() {
            timer = Timer.after(Duration.ofNanos(Math.max(0, leftNanos())), () -> {
                if (isOver) {
                    return;
                }
                if (leftNanos() > 0) {
                    look();
                } else {
                    emitter.fail(failure.get());
                }
            });
        }

        /** On any thread, perhaps before all parts are there: then {@link #begin} calls it again. */
        void end() {
            isOver = true;
            if (leave != null) {
                leave.run();
            }
            if (timer != null) {
                timer.cancel();
            }
            if (subscription != null) {
                subscription.cancel();
            }
        }
    }
}
