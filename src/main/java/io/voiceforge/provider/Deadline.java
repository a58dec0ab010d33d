package io.voiceforge.provider;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;

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

    /** The same, cancelled and failed when it has no item by then. */
    <T> Uni<T> limit(Uni<T> source, Supplier<? extends Throwable> failure) {
        return Uni.createFrom().emitter(emitter -> {
            AtomicReference<Cancellable> subscription = new AtomicReference<>();
            AtomicReference<ScheduledFuture<?>> timer = new AtomicReference<>();
            Runnable stop = () -> {
                ScheduledFuture<?> running = timer.get();
                if (running != null) {
                    running.cancel(false);
                }
            };
            emitter.onTermination(() -> {
                stop.run();
                Cancellable running = subscription.get();
                if (running != null) {
                    running.cancel();
                }
            });
            look(timer, () -> {
                emitter.fail(failure.get());
                Cancellable running = subscription.get();
                if (running != null) {
                    running.cancel();
                }
            });
            subscription.set(source.subscribe().with(item -> {
                stop.run();
                emitter.complete(item);
            }, broken -> {
                stop.run();
                emitter.fail(broken);
            }));
        });
    }

    private void look(AtomicReference<ScheduledFuture<?>> timer, Runnable onTime) {
        timer.set(Infrastructure.getDefaultWorkerPool().schedule(() -> {
            if (leftNanos() > 0) {
                look(timer, onTime);
            } else {
                onTime.run();
            }
        }, millisLeft(), TimeUnit.MILLISECONDS));
    }

    /** Rounded up, at least 1: the timer counts in milliseconds, and rejects none. */
    private long millisLeft() {
        return Math.max(1, (leftNanos() + 999_999) / 1_000_000);
    }
}
