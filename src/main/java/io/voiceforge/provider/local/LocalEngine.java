package io.voiceforge.provider.local;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.voice.Voice;

/** Turns text into sound on this machine. Safe for use by several threads; no method blocks. */
interface LocalEngine extends AutoCloseable {

    /** A short lower-case name for logs and meters. */
    String name();

    /** Whether {@link #speak} has a chance: the engine works here and finds something to pronounce in the text. */
    boolean canSpeak(String text, Voice voice);

    /** Samples per second of what {@link #speak} yields. */
    int sampleRateHertz();

    /**
     * The text as 16-bit little-endian mono samples.
     * <p>
     * Nothing happens before the first request, and no more is made than is requested. Items come on a worker thread. To cancel
     * frees whatever the stream holds. Each subscription speaks anew.
     *
     * @param text what to say, at most 5000 code points
     * @param speed 0.25 to 4, where 1 is normal; values outside are clamped
     * @return whole samples in buffers of at most 32 KiB, at least one of them; or a failure, always an
     *         {@link io.voiceforge.error.ApiException}: {@code OVERLOADED} when the engine is full, {@code PROVIDER_TIMEOUT}
     *         when it makes no progress, else {@code PROVIDER_FAILED}
     */
    Multi<Buffer> speak(String text, Voice voice, double speed);

    /** Ends the engine's threads; streams under way fail. */
    @Override
    void close();
}
