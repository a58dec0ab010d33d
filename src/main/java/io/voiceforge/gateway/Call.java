package io.voiceforge.gateway;

import java.util.ArrayList;
import java.util.List;

import io.voiceforge.call.CallContext;
import io.voiceforge.call.CallTimer;
import io.voiceforge.call.Operation;
import io.voiceforge.key.ApiKey;
import io.voiceforge.memory.MemoryBudget;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.usage.FinishedCall.Outcome;

/**
 * One metered call of one caller, from admission to its end. Only {@link Admitted#open} creates one, and no provider can be
 * called without one. Whoever opens a call must {@link #end} it. Thread-safe.
 */
public final class Call {

    /** Whether speech was in the cache, or was spoken for this call. */
    public enum CacheResult {
        HIT,
        MISS
    }

    private final ApiKey caller;
    private final Operation operation;
    private final String requestId;
    private final String dialect;
    private final CallRecorder recorder;
    private final MemoryBudget.Share memory;
    private final CallContext context;
    private final Consumption used = new Consumption();
    private final List<Runnable> settlements = new ArrayList<>(2);
    private boolean ended;
    private volatile ProviderId provider;
    private volatile String model;
    private volatile CacheResult cacheResult;
    private volatile boolean broken;

    Call(ApiKey caller, Operation operation, String requestId, String dialect, CallRecorder recorder,
            MemoryBudget.Share memory) {
        this.caller = caller;
        this.operation = operation;
        this.requestId = requestId;
        this.dialect = dialect;
        this.recorder = recorder;
        this.memory = memory;
        this.context = new CallContext(memory);
    }

    public ApiKey caller() {
        return caller;
    }

    public Operation operation() {
        return operation;
    }

    public CallTimer timer() {
        return context.timer();
    }

    /** The provider that responded, or null if none has yet. */
    public ProviderId provider() {
        return provider;
    }

    /** The model of the provider that responded, or null if it has chosen one itself, or has not responded yet. */
    public String model() {
        return model;
    }

    /** What the cache of speech had; null if the call does not use it. */
    public CacheResult cacheResult() {
        return cacheResult;
    }

    /** Records that the response failed after its first byte, so its end will be missing. */
    public void markBroken() {
        broken = true;
    }

    /**
     * Ends the call, whatever the outcome: closes what is open, returns its memory, settles its quotas and records it. Only the first invocation
     * counts.
     *
     * @param outcome of the response; a broken response is always recorded as an error
     * @param status as sent to the caller
     * @param bytes of the response
     */
    public void end(Outcome outcome, int status, long bytes) {
        List<Runnable> toSettle;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            toSettle = List.copyOf(settlements);
        }
        long overheadNanos = timer().overheadNanos();
        if (outcome == Outcome.CANCELLED) {
            context.cancellation().cancel();
        }
        memory.close();
        toSettle.forEach(Runnable::run);
        recorder.ended(this, broken ? Outcome.ERROR : outcome, status, bytes, overheadNanos);
    }

    /** Runs once at the end of the call, or immediately if the call has ended. */
    void atEnd(Runnable settlement) {
        synchronized (this) {
            if (!ended) {
                settlements.add(settlement);
                return;
            }
        }
        settlement.run();
    }

    /**
     * Records the first byte from a provider. If a call sends several requests, the last provider counts.
     *
     * @param newModel that it was asked for, or null if it has chosen one
     */
    void answeredBy(ProviderId newProvider, String newModel) {
        timer().firstByte();
        model = newModel;
        provider = newProvider;
    }

    void cacheResult(CacheResult result) {
        cacheResult = result;
    }

    CallContext context() {
        return context;
    }

    Consumption used() {
        return used;
    }

    boolean isBroken() {
        return broken;
    }

    String requestId() {
        return requestId;
    }

    String dialect() {
        return dialect;
    }
}
