package io.voiceforge.stream;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs an action for each signal, never twice at once: the thread whose signal comes first runs it, and again as long as others, or
 * the action itself, have signalled meanwhile. Nobody waits.
 */
public final class Turns {

    private final Runnable action;
    private final AtomicInteger signals = new AtomicInteger();

    public Turns(Runnable action) {
        this.action = action;
    }

    public void signal() {
        if (signals.getAndIncrement() != 0) {
            return;
        }
        int taken = 1;
        do {
            action.run();
            taken = signals.addAndGet(-taken);
        } while (taken != 0);
    }
}
