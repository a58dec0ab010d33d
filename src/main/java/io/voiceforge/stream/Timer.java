package io.voiceforge.stream;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Runs an action later, on the Vert.x context that asked for it: on an event loop, a timer costs neither a lock nor the waking of
 * another thread. Without a context, the action runs on a worker thread. Cancelling is safe on any thread, any number of times, and
 * does not stop an action that has begun.
 */
public interface Timer {

    void cancel();

    /** Once, after the delay, rounded up to whole milliseconds. */
    static Timer after(Duration delay, Runnable action) {
        Context context = Vertx.currentContext();
        if (context != null) {
            Vertx vertx = context.owner();
            long id = vertx.setTimer(millis(delay), now -> action.run());
            return () -> vertx.cancelTimer(id);
        }
        return onWorker(Infrastructure.getDefaultWorkerPool().schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** Again and again, at this period, rounded up to whole milliseconds, until it is cancelled. */
    static Timer every(Duration period, Runnable action) {
        Context context = Vertx.currentContext();
        if (context != null) {
            Vertx vertx = context.owner();
            long id = vertx.setPeriodic(millis(period), now -> action.run());
            return () -> vertx.cancelTimer(id);
        }
        long nanos = Math.max(1, period.toNanos());
        return onWorker(Infrastructure.getDefaultWorkerPool().scheduleAtFixedRate(action, nanos, nanos, TimeUnit.NANOSECONDS));
    }

    private static Timer onWorker(ScheduledFuture<?> timer) {
        return () -> timer.cancel(false);
    }

    private static long millis(Duration time) {
        return Math.max(1, time.plusNanos(999_999).toMillis());
    }
}
