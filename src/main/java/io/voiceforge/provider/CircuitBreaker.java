package io.voiceforge.provider;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Leaves a failing provider alone for a while. It opens when, of the last {@code window} calls, at least {@code minimumCalls}
 * have been made and the share of failures reaches {@code failureRatio}; after {@code openFor} it lets one call try, which
 * closes it or opens it again. Calls that say nothing about the provider (the caller's mistakes, callers who left) are
 * released, not counted.
 * <p>
 * The annotation {@code @CircuitBreaker} cannot express the minimum: it never opens before its window is full, so that a dead
 * provider would cost twenty time limits. Safe for use by several threads.
 */
public final class CircuitBreaker {

    /** In the order of the metric's values. */
    public enum State {
        CLOSED,
        HALF_OPEN,
        OPEN;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final int minimumCalls;
    private final double failureRatio;
    private final long openNanos;
    private final LongSupplier nanoClock;
    /** The last results as a ring: true is a failure. */
    private final boolean[] failed;

    private int calls;
    private int failures;
    private int next;
    /** Counts how often it has opened or closed. */
    private long turn;
    private boolean open;
    private boolean trying;
    private long openedAtNanos;
    private boolean hasSucceeded;
    private long succeededAtNanos;

    public CircuitBreaker(CircuitBreakerConfig config) {
        this(config.window(), config.minimumCalls(), config.failureRatio(), config.openFor(), System::nanoTime);
    }

    CircuitBreaker(int window, int minimumCalls, double failureRatio, Duration openFor, LongSupplier nanoClock) {
        this.failed = new boolean[window];
        this.minimumCalls = minimumCalls;
        this.failureRatio = failureRatio;
        this.openNanos = openFor.toNanos();
        this.nanoClock = nanoClock;
    }

    /** The permit of a call that may go out now, or null. */
    public synchronized Permit tryAcquire() {
        if (open) {
            if (trying || nanoClock.getAsLong() - openedAtNanos < openNanos) {
                return null;
            }
            trying = true;
        }
        return new Permit(turn);
    }

    /**
     * Ends in exactly one of its methods. A call that comes back after the breaker has opened or closed in the meantime says
     * nothing any more: neither does it stand for the one that tries, nor does its failure keep the breaker open for longer.
     */
    public final class Permit {

        private final long issuedIn;

        private final long issuedAtNanos = nanoClock.getAsLong();

        private Permit(long turn) {
            this.issuedIn = turn;
        }

        public void success() {
            synchronized (CircuitBreaker.this) {
                if (issuedIn != turn) {
                    return;
                }
                hasSucceeded = true;
                succeededAtNanos = nanoClock.getAsLong();
                if (open) {
                    close();
                } else {
                    record(false);
                }
            }
        }

        public void failure() {
            synchronized (CircuitBreaker.this) {
                if (issuedIn != turn) {
                    return;
                }
                if (!open) {
                    record(true);
                }
                if (open || calls >= minimumCalls && failures >= failureRatio * calls) {
                    open();
                }
            }
        }

        /** The call took too long, which is a failure unless the provider has answered another one in the meantime. */
        public void late() {
            synchronized (CircuitBreaker.this) {
                if (hasSucceeded && succeededAtNanos - issuedAtNanos > 0) {
                    release();
                } else {
                    failure();
                }
            }
        }

        /** The call ended without telling anything about the provider. */
        public void release() {
            synchronized (CircuitBreaker.this) {
                if (issuedIn == turn) {
                    trying = false;
                }
            }
        }
    }

    public synchronized State state() {
        if (!open) {
            return State.CLOSED;
        }
        return trying || nanoClock.getAsLong() - openedAtNanos >= openNanos ? State.HALF_OPEN : State.OPEN;
    }

    /** Forgets all results. */
    public synchronized void close() {
        turn++;
        open = false;
        trying = false;
        calls = 0;
        failures = 0;
        next = 0;
    }

    private void open() {
        turn++;
        open = true;
        trying = false;
        openedAtNanos = nanoClock.getAsLong();
    }

    private void record(boolean failure) {
        if (calls == failed.length) {
            failures -= failed[next] ? 1 : 0;
        } else {
            calls++;
        }
        failed[next] = failure;
        failures += failure ? 1 : 0;
        next = (next + 1) % failed.length;
    }
}
