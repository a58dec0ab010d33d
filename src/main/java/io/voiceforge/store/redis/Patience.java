package io.voiceforge.store.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * How long Redis keeps this process waiting, counted in ticks of the event loop that its connection belongs to. Before each
 * tick the loop has read what had come. So the time in which this process stood still, or had its hands full, does not count as
 * Redis's. Not thread-safe.
 */
final class Patience {

    private static final int TICKS = 5;
    /** A Redis that answers others all the time may let one wait for longer, because they were asked before it. */
    private static final int MOST_TICKS = 20 * TICKS;
    private static final Duration EXHAUSTED = Duration.ofSeconds(5);

    private record Wait(CompletableFuture<?> answer, long since) {
    }

    private final long tickMillis;
    private final long exhaustedTicks;
    private final ArrayDeque<Wait> waits = new ArrayDeque<>();
    private long now;
    private long lastAnswer;

    /** @param timeout how long Redis may take to answer, and to answer the next question when it has answered one */
    Patience(Duration timeout) {
        this.tickMillis = Math.max(1, timeout.toMillis() / TICKS);
        this.exhaustedTicks = Math.max(4L * TICKS, EXHAUSTED.toMillis() / tickMillis);
    }

    long tickMillis() {
        return tickMillis;
    }

    /** Watches over an answer from now on. */
    void begin(CompletableFuture<?> answer) {
        if (!answer.isDone()) {
            waits.add(new Wait(answer, now));
        }
    }

    /** Redis has answered something, or owes nothing yet. */
    void answered() {
        lastAnswer = now;
    }

    /** Fails the answers that are late; whether there were some. */
    boolean tick() {
        now++;
        boolean late = false;
        for (Wait first = waits.peek(); first != null && (first.answer().isDone() || isLate(first)); first = waits.peek()) {
            waits.remove();
            late |= first.answer().completeExceptionally(new TimeoutException());
        }
        return late;
    }

    /** Whether Redis has been silent for so long that it will hardly answer any more. */
    boolean isExhausted() {
        return now - lastAnswer > exhaustedTicks;
    }

    private boolean isLate(Wait wait) {
        // the first tick may come at once
        return now - Math.max(wait.since(), lastAnswer) > TICKS || now - wait.since() > MOST_TICKS;
    }
}
