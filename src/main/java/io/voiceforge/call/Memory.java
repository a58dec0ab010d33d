package io.voiceforge.call;

/** Where a call reports the bytes that it holds in memory as a whole. What it has not given back is given back at its end. Thread-safe. */
public interface Memory {

    /**
     * Takes more bytes, before they are held.
     *
     * @throws io.voiceforge.error.ApiException {@code overloaded} if all requests together hold too many; then nothing is taken
     */
    void take(long bytes);

    /** Returns bytes that have been taken and are no longer held. */
    void giveBack(long bytes);
}
