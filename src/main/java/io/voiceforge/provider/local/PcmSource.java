package io.voiceforge.provider.local;

import io.vertx.core.buffer.Buffer;

/** The source of one stream's samples. */
interface PcmSource {

    /**
     * Returns the next samples. Called on a worker thread, one call at a time; may block.
     *
     * @return never empty; null at the end
     * @throws Exception if the samples end prematurely
     */
    Buffer next() throws Exception;

    /**
     * Frees all resources and makes a running {@link #next} end soon. May be called on any thread, at any time, repeatedly;
     * never blocks.
     */
    void close();

    /** Called if {@link #next} has not returned in time; {@link #close} follows. */
    default void stuck() {
    }
}
