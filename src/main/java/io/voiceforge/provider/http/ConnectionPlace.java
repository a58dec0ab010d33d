package io.voiceforge.provider.http;

import io.voiceforge.call.CallTimer;

/**
 * What one request has of its provider's connections: a place, or a turn in the queue for one. Who leaves while its connection is being
 * opened keeps the place until then, because the client goes on opening it. Safe for use by several threads.
 */
final class ConnectionPlace {

    private final ConnectionSlots slots;
    private final Runnable granted;
    private final CallTimer timer;
    private boolean hasAsked;
    private boolean hasLeft;
    private boolean isOpening;
    /** When it began to wait for a connection in use by somebody else; 0 when it does not wait for that. */
    private long queuedNanos;

    /** @param granted runs when there is a place after waiting, on the thread that gave it back */
    ConnectionPlace(ConnectionSlots slots, Runnable granted, CallTimer timer) {
        this.slots = slots;
        this.granted = granted;
        this.timer = timer;
    }

    /** To be called once. Who has left before gets none. */
    synchronized ConnectionSlots.Answer ask() {
        ConnectionSlots.Answer answer = hasLeft ? ConnectionSlots.Answer.FULL : slots.ask(granted);
        hasAsked = answer != ConnectionSlots.Answer.FULL;
        if (answer == ConnectionSlots.Answer.WAITING) {
            queuedNanos = System.nanoTime();
        }
        return answer;
    }

    /** Whether a connection may be opened: not when it has left. */
    synchronized boolean opening() {
        isOpening = !hasLeft;
        return isOpening;
    }

    /** The connection is there, or cannot be. */
    void opened() {
        boolean isOwed;
        synchronized (this) {
            isOpening = false;
            isOwed = hasLeft;
            leaveQueue();
        }
        if (isOwed) {
            slots.giveBack();
        }
    }

    /** Further calls do nothing. */
    void leave() {
        boolean isOwed;
        synchronized (this) {
            isOwed = !hasLeft && hasAsked && !isOpening;
            hasLeft = true;
            leaveQueue();
        }
        if (isOwed && !slots.leave(granted)) {
            slots.giveBack();
        }
    }

    /** The time in which all connections were in use is ours, although the call is waiting for the provider. */
    private void leaveQueue() {
        if (queuedNanos != 0) {
            timer.waitedForProvider(queuedNanos - System.nanoTime());
            queuedNanos = 0;
        }
    }
}
