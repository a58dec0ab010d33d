package io.voiceforge.call;

/** What accompanies a call through every package that serves it: its cancellation, its clock and its memory. */
public record CallContext(Cancellation cancellation, CallTimer timer, Memory memory) {

    /** The context of a call that starts now. */
    public CallContext(Memory memory) {
        this(new Cancellation(), new CallTimer(), memory);
    }
}
