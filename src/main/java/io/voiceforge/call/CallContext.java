package io.voiceforge.call;

/** What accompanies a call through the rooms that answer it: its cancellation and its clock. */
public record CallContext(Cancellation cancellation, CallTimer timer) {

    /** Of a call that begins now. */
    public CallContext() {
        this(new Cancellation(), new CallTimer());
    }
}
