package io.voiceforge.provider.local;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.voice.Voice;

/** Synthesizes speech on this machine. Thread-safe; no method blocks. */
interface LocalEngine extends AutoCloseable {

    /** A short lower-case name for logs and meters. */
    String name();

    /** Whether {@link #speak} can succeed: the engine works on this machine and finds something to pronounce in the text. */
    boolean canSpeak(String text, Voice voice);

    /** The sample rate of {@link #speak}, in hertz. */
    int sampleRateHertz();

    /**
     * The text as 16-bit little-endian mono samples.
     * <p>
     * Nothing happens before the first request, and nothing is produced beyond what is requested. Items arrive on a worker
     * thread. Cancelling frees everything the stream holds. Each subscription speaks the text anew.
     *
     * @param text what to say, at most 5000 code points
     * @param speed 0.25 to 4, where 1 is normal; values outside are clamped
     * @return whole samples in buffers of at most 32 KiB, at least one of them; or a failure, always an
     *        {@link io.voiceforge.error.ApiException}: {@code OVERLOADED} if the engine is full, {@code PROVIDER_TIMEOUT} if it
     *        makes no progress, else {@code PROVIDER_FAILED}
     */
    Multi<Buffer> speak(String text, Voice voice, double speed);

    /** Stops the engine's threads; streams in progress fail. */
    @Override
    void close();
}
