package io.voiceforge.call;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Whether the caller has disconnected, and what to close when that happens.
 * <p>
 * Fault-tolerance annotations do not propagate cancellation to the method they guard, so everything that a call opens is
 * registered here and closed when the call is cancelled. Thread-safe.
 */
public final class Cancellation {

    private final Deque<Runnable> actions = new ArrayDeque<>(2);
    private boolean cancelled;

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Closes everything that is open, most recent first. Further calls do nothing. */
    public void cancel() {
        Runnable[] pending;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            pending = actions.toArray(Runnable[]::new);
            actions.clear();
        }
        for (Runnable action : pending) {
            action.run();
        }
    }

    /**
     * Runs {@code action} once on cancellation, or immediately if the call has already been cancelled.
     *
     * @return unregisters the action; run it when there is nothing left to close
     */
    public Runnable onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                actions.push(action);
                return () -> {
                    synchronized (Cancellation.this) {
                        actions.remove(action);
                    }
                };
            }
        }
        action.run();
        return () -> {
        };
    }
}
