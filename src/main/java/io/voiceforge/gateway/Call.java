package io.voiceforge.gateway;

import java.util.ArrayList;
import java.util.List;

import io.voiceforge.call.CallContext;
import io.voiceforge.call.CallTimer;
import io.voiceforge.call.Operation;
import io.voiceforge.key.ApiKey;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.usage.FinishedCall.Outcome;

/**
 * One metered call of one caller, from its admission to its end. Only {@link Admitted#open} makes one, and the rooms that ask
 * providers cannot be asked without one. Whoever opens it has to {@link #end} it. Safe for use by several threads.
 */
public final class Call {

    private final ApiKey caller;
    private final Operation operation;
    private final String requestId;
    private final String dialect;
    private final CallRecorder recorder;
    private final CallContext context = new CallContext();
    private final Consumption used = new Consumption();
    private final List<Runnable> settlements = new ArrayList<>(2);
    private boolean ended;
    private volatile ProviderId provider;
    private volatile boolean broken;

    Call(ApiKey caller, Operation operation, String requestId, String dialect, CallRecorder recorder) {
        this.caller = caller;
        this.operation = operation;
        this.requestId = requestId;
        this.dialect = dialect;
        this.recorder = recorder;
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

    /** Who answered, or null as long as nobody has. */
    public ProviderId provider() {
        return provider;
    }

    /** The answer failed after its first byte: its end will be missing. */
    public void markBroken() {
        broken = true;
    }

    /**
     * Ends the call, however it went: closes what is open, settles its quotas, and records it. Only the first time counts.
     *
     * @param outcome of the answer; a broken one is an error whatever is given here
     * @param status as the caller saw it
     * @param bytes of the answer
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
        toSettle.forEach(Runnable::run);
        recorder.ended(this, broken ? Outcome.ERROR : outcome, status, bytes, overheadNanos);
    }

    /** Runs once at the end of the call, at once when that has come. */
    void atEnd(Runnable settlement) {
        synchronized (this) {
            if (!ended) {
                settlements.add(settlement);
                return;
            }
        }
        settlement.run();
    }

    /** The first byte of an answer is there. A call that asks several questions is answered by the last provider. */
    void answeredBy(ProviderId newProvider) {
        timer().firstByte();
        provider = newProvider;
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
