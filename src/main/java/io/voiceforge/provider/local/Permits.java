package io.voiceforge.provider.local;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.voiceforge.call.Cancellation;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.stream.Timer;

/**
 * Permits for concurrent speech streams. A stream that finds none waits for a while, first come, first served, so that a burst
 * is served in turn instead of being rejected. Never blocks. Thread-safe.
 */
final class Permits {

    /** How many may wait per permit. */
    static final int WAITING_PER_PERMIT = 16;

    private final int maxWaiting;
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private int free;

    /** @param permits at least 1 */
    Permits(int permits) {
        this.free = permits;
        this.maxWaiting = permits * WAITING_PER_PERMIT;
    }

    /**
     * Completes with a permit, in the form of the action that returns it. Returning it twice does no harm, and it is also
     * returned if the call is cancelled. Fails with {@code overloaded} if too many are waiting already, or when
     * {@code patience} runs out.
     */
    Uni<Runnable> take(Duration patience, Cancellation cancellation) {
        return Uni.createFrom().emitter(emitter -> new Waiter(emitter, cancellation).come(patience));
    }

    synchronized int waiting() {
        return waiting.size();
    }

    private void giveBack() {
        Waiter next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                free++;
            }
        }
        if (next != null) {
            next.give();
        }
    }

    private static ApiException overloaded() {
        return ApiException.retryable(ErrorCode.OVERLOADED, "The local speech engine is busy. Try again in a second.",
                Duration.ofSeconds(1));
    }

    /** Leaves the queue once: with a permit, when its patience runs out, or with its caller. The lock decides which. */
    private final class Waiter {

        private final UniEmitter<? super Runnable> emitter;
        private final Cancellation cancellation;

        Waiter(UniEmitter<? super Runnable> emitter, Cancellation cancellation) {
            this.emitter = emitter;
            this.cancellation = cancellation;
        }

        void come(Duration patience) {
            boolean given = false;
            boolean full = false;
            synchronized (Permits.this) {
                if (free > 0) {
                    free--;
                    given = true;
                } else if (waiting.size() < maxWaiting) {
                    waiting.add(this);
                } else {
                    full = true;
                }
            }
            if (given) {
                give();
            } else if (full) {
                emitter.fail(overloaded());
            } else {
                cancellation.onCancel(() -> leave(new CancellationException("The caller has left")));
                Timer.after(patience, () -> leave(overloaded()));
            }
        }

        private void give() {
            AtomicBoolean back = new AtomicBoolean();
            Runnable permit = () -> {
                if (back.compareAndSet(false, true)) {
                    giveBack();
                }
            };
            cancellation.onCancel(permit);
            emitter.complete(permit);
        }

        private void leave(RuntimeException failure) {
            boolean waited;
            synchronized (Permits.this) {
                waited = waiting.remove(this);
            }
            if (waited) {
                emitter.fail(failure);
            }
        }
    }
}
