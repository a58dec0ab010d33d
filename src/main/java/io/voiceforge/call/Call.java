package io.voiceforge.call;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One caller's request while it is under way: when it began, and whether the caller has left.
 * <p>
 * Fault-tolerance annotations do not pass a cancellation on to the method that they guard, so what a call has opened registers
 * here and is closed when the caller leaves. Safe for use by several threads.
 */
public final class Call {

    private final UUID keyId;
    private final Operation operation;
    private final Instant start = Instant.now();
    private final long startNanos = System.nanoTime();
    private final Deque<Runnable> onCancel = new ArrayDeque<>(2);
    private boolean cancelled;
    private volatile long readNanos = startNanos;
    private volatile boolean broken;
    private volatile Provider provider;
    private final AtomicLong providerNanos = new AtomicLong();
    /** 0 when it waits for none. */
    private volatile long waitingSinceNanos;
    private volatile long firstByteNanos = -1;
    private volatile long overheadNanos = -1;
    private volatile String model;
    private volatile long characters;
    private volatile long audioMillis;
    private volatile long tokens;

    /** @param keyId the key of the caller */
    public Call(UUID keyId, Operation operation) {
        this.keyId = keyId;
        this.operation = operation;
    }

    public UUID keyId() {
        return keyId;
    }

    public Operation operation() {
        return operation;
    }

    public Instant start() {
        return start;
    }

    /** Nanoseconds since the call began. */
    public long elapsedNanos() {
        return System.nanoTime() - startNanos;
    }

    /** The request has been read to its end: the time that it took to arrive is not the providers'. */
    public void requestRead() {
        readNanos = System.nanoTime();
    }

    /** Nanoseconds since the call began, or since all of its request was there. */
    public long sinceReadNanos() {
        return System.nanoTime() - readNanos;
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Marks the call as left by its caller and closes what it has open; further calls do nothing. */
    public void cancel() {
        Runnable[] actions;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            actions = onCancel.toArray(Runnable[]::new);
            onCancel.clear();
        }
        for (Runnable action : actions) {
            action.run();
        }
    }

    /**
     * Runs {@code action} once when the call is cancelled, at once if it already is.
     *
     * @return removes the action; to be run when there is nothing left to close
     */
    public Runnable onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                onCancel.push(action);
                return () -> {
                    synchronized (Call.this) {
                        onCancel.remove(action);
                    }
                };
            }
        }
        action.run();
        return () -> {
        };
    }

    /** The answer failed after its first byte: its end will be missing. */
    public void markBroken() {
        broken = true;
    }

    public boolean isBroken() {
        return broken;
    }

    /** What the caller asked for: the model that he named, or null, and how many code points are to be spoken. */
    public void asks(String newModel, long newCharacters) {
        model = newModel;
        characters = newCharacters;
    }

    /** How much audio was listened to, in milliseconds. */
    public void hears(long newAudioMillis) {
        audioMillis = newAudioMillis;
    }

    /** How many tokens a language model took and gave, together. */
    public void spends(long newTokens) {
        tokens = newTokens;
    }

    /** The first byte of the answer is there. */
    public void answeredBy(Provider newProvider) {
        overheadNanos = overheadNanos();
        firstByteNanos = elapsedNanos();
        provider = newProvider;
    }

    /** The call begins to wait for a provider; {@link #waitedForProvider} ends it. */
    public void waitsForProvider() {
        waitingSinceNanos = System.nanoTime();
    }

    /** A provider was waited for so long; less than 0 for a part of such a time that was not the provider's after all. */
    public void waitedForProvider(long nanos) {
        providerNanos.addAndGet(nanos);
        if (nanos > 0) {
            waitingSinceNanos = 0;
        }
    }

    /** Whether a provider has been asked and has answered, failed or been given up. */
    public boolean hasWaitedForProvider() {
        return providerNanos.get() > 0;
    }

    /**
     * The gateway's own part of the time to the first byte, or so far when there was none: all but the waiting for providers.
     * Waiting for a place or for a free connection is the gateway's own; the time that an upload takes to arrive is the
     * caller's.
     */
    public long overheadNanos() {
        return overheadNanos >= 0 ? overheadNanos : Math.max(0, sinceReadNanos() - waitedNanos());
    }

    private long waitedNanos() {
        long since = waitingSinceNanos;
        return providerNanos.get() + (since == 0 ? 0 : System.nanoTime() - since);
    }

    public String model() {
        return model;
    }

    public long characters() {
        return characters;
    }

    public long audioMillis() {
        return audioMillis;
    }

    public long tokens() {
        return tokens;
    }

    /** Who answered, or null. */
    public Provider provider() {
        return provider;
    }

    /** Nanoseconds from the request to the first byte of the answer, or -1 when there was none. */
    public long firstByteNanos() {
        return firstByteNanos;
    }
}
