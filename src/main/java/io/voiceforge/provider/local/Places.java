package io.voiceforge.provider.local;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.voiceforge.call.Call;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/**
 * Places for streams that are spoken at once. Who finds none waits for one, first come first served, for a while; a burst of
 * callers is served one after the other instead of being sent away. Nobody blocks. Safe for use by several threads.
 */
final class Places {

    /** How many may wait for each place that there is. */
    static final int WAITING_PER_PLACE = 16;

    private final int maxWaiting;
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private int free;

    /** @param places at least 1 */
    Places(int places) {
        this.free = places;
        this.maxWaiting = places * WAITING_PER_PLACE;
    }

    /**
     * Completes with a place, as what gives it back; to give it back twice does no harm, and the end of the call gives it back
     * too when its caller leaves. Fails with {@code overloaded} when too many wait already, or when {@code patience} ends.
     */
    Uni<Runnable> take(Duration patience, Call call) {
        return Uni.createFrom().emitter(emitter -> new Waiter(emitter, call).come(patience));
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

    /** Leaves the queue once: with a place, at the end of its patience, or with its caller. The lock decides which. */
    private final class Waiter {

        private final UniEmitter<? super Runnable> emitter;
        private final Call call;

        Waiter(UniEmitter<? super Runnable> emitter, Call call) {
            this.emitter = emitter;
            this.call = call;
        }

        void come(Duration patience) {
            boolean given = false;
            boolean full = false;
            synchronized (Places.this) {
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
                call.onCancel(() -> leave(new CancellationException("The caller has left")));
                Infrastructure.getDefaultWorkerPool().schedule(() -> leave(overloaded()), patience.toMillis(),
                        TimeUnit.MILLISECONDS);
            }
        }

        private void give() {
            AtomicBoolean back = new AtomicBoolean();
            Runnable place = () -> {
                if (back.compareAndSet(false, true)) {
                    giveBack();
                }
            };
            call.onCancel(place);
            emitter.complete(place);
        }

        private void leave(RuntimeException failure) {
            boolean waited;
            synchronized (Places.this) {
                waited = waiting.remove(this);
            }
            if (waited) {
                emitter.fail(failure);
            }
        }
    }
}
