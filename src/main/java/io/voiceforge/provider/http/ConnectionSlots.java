package io.voiceforge.provider.http;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many requests to one provider may have a connection at once. As many again may wait for one, and get it in the order in which
 * they asked. Safe for use by several threads; runs nothing within its lock.
 */
final class ConnectionSlots {

    enum Answer {
        TAKEN,
        WAITING,
        /** Too many are waiting. */
        FULL
    }

    private final int connections;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int taken;

    ConnectionSlots(int connections) {
        this.connections = connections;
    }

    /**
     * Asks for one.
     *
     * @param granted runs when there is one after waiting, on the thread that gave it back
     */
    synchronized Answer ask(Runnable granted) {
        if (taken < connections) {
            taken++;
            return Answer.TAKEN;
        }
        if (waiting.size() == connections) {
            return Answer.FULL;
        }
        waiting.add(granted);
        return Answer.WAITING;
    }

    /** Waits no longer. Returns whether it was still waiting: if not, it has one, which it must give back. */
    synchronized boolean leave(Runnable granted) {
        return waiting.remove(granted);
    }

    /** Gives one back, to who has waited longest. */
    void giveBack() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                taken--;
            }
        }
        if (next != null) {
            next.run();
        }
    }
}
