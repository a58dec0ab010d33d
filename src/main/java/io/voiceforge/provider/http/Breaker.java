package io.voiceforge.provider.http;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

import io.voiceforge.config.VoiceForgeConfig;

/**
 * Leaves a failing provider alone for a while. It opens when, of the last {@code window} calls, at least {@code minimumCalls}
 * have
 * been made and the share of failures reaches {@code failureRatio}; after {@code openFor} it lets one call try, which closes it
 * or
 * opens it again. Calls that say nothing about the provider (the caller's mistakes, callers who left) are released, not
 * counted.
 * <p>
 * The annotation {@code @CircuitBreaker} cannot express the minimum: it never opens before its window is full, so that a dead
 * provider would cost twenty time limits. Safe for use by several threads.
 */
public final class Breaker {

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
    private boolean open;
    private boolean trying;
    private long openedAtNanos;

    public Breaker(VoiceForgeConfig.Breaker config) {
        this(config.window(), config.minimumCalls(), config.failureRatio(), config.openFor(), System::nanoTime);
    }

    Breaker(int window, int minimumCalls, double failureRatio, Duration openFor, LongSupplier nanoClock) {
        this.failed = new boolean[window];
        this.minimumCalls = minimumCalls;
        this.failureRatio = failureRatio;
        this.openNanos = openFor.toNanos();
        this.nanoClock = nanoClock;
    }

    /** Whether a call may go out now; one that may must end in exactly one of the three methods below. */
    public synchronized boolean tryAcquire() {
        if (!open) {
            return true;
        }
        if (trying || nanoClock.getAsLong() - openedAtNanos < openNanos) {
            return false;
        }
        trying = true;
        return true;
    }

    public synchronized void success() {
        if (open) {
            close();
        } else {
            record(false);
        }
    }

    public synchronized void failure() {
        if (open) {
            open();
            return;
        }
        record(true);
        if (calls >= minimumCalls && failures >= failureRatio * calls) {
            open();
        }
    }

    /** The call ended without telling anything about the provider. */
    public synchronized void release() {
        trying = false;
    }

    public synchronized State state() {
        if (!open) {
            return State.CLOSED;
        }
        return trying || nanoClock.getAsLong() - openedAtNanos >= openNanos ? State.HALF_OPEN : State.OPEN;
    }

    /** Forgets all results. */
    public synchronized void close() {
        open = false;
        trying = false;
        calls = 0;
        failures = 0;
        next = 0;
    }

    private void open() {
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
