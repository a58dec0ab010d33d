package io.voiceforge.provider.local;

import io.vertx.core.buffer.Buffer;

/** Where the samples of one stream come from. */
interface PcmSource {

    /**
     * The next samples; called on a worker thread, one call at a time, and may block.
     *
     * @return never empty; null at the end
     * @throws Exception when there is no more to come although there should be
     */
    Buffer next() throws Exception;

    /**
     * Lets go of everything and makes a running {@link #next} end soon. On any thread, at any time, repeatedly; never blocks.
     */
    void close();

    /** {@link #next} has not returned in time; {@link #close} follows. */
    default void stuck() {
    }
}
