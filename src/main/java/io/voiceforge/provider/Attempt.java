package io.voiceforge.provider;

import io.voiceforge.call.CallContext;
import io.voiceforge.call.CallTimer;
import io.voiceforge.call.Cancellation;
import io.voiceforge.call.Memory;

/** One try at one provider on behalf of one call. Safe for use by several threads. */
public final class Attempt {

    private final CallContext call;
    private final boolean isFallback;
    private final Runnable onStream;
    private volatile boolean isQueued;
    private volatile boolean isStreamExpected;
    private volatile boolean isModelChosen;

    /** @param onStream runs when the provider has begun a stream of events */
    Attempt(Plan<?> plan, Runnable onStream) {
        this.call = plan.call();
        this.isFallback = plan.isFallback();
        this.onStream = onStream;
    }

    public Cancellation cancellation() {
        return call.cancellation();
    }

    public CallTimer timer() {
        return call.timer();
    }

    public Memory memory() {
        return call.memory();
    }

    /** Whether a provider that comes before this one has failed. */
    public boolean isFallback() {
        return isFallback;
    }

    /** The request waits for a connection: until it has one, nothing is learned about the provider. */
    public void queued() {
        isQueued = true;
    }

    /** The request has a connection. */
    public void connected() {
        isQueued = false;
    }

    /** A stream of events has been asked for. */
    public void expectStream() {
        isStreamExpected = true;
    }

    /** The provider has begun a stream of events: one that was asked for may take its time to the first of them. */
    public void streaming() {
        if (isStreamExpected) {
            onStream.run();
        }
    }

    /** Whether the caller has chosen this provider and its model, so that the model is the caller's business. */
    public boolean isModelChosen() {
        return isModelChosen;
    }

    void modelChosen() {
        isModelChosen = true;
    }

    boolean isStreamExpected() {
        return isStreamExpected;
    }

    boolean isQueued() {
        return isQueued;
    }
}
