package io.voiceforge.call;

/** What accompanies a call through every package that serves it: its cancellation and its clock. */
public record CallContext(Cancellation cancellation, CallTimer timer) {

    /** The context of a call that starts now. */
    public CallContext() {
        this(new Cancellation(), new CallTimer());
    }
}
