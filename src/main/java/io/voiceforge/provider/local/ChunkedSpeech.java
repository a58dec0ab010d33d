package io.voiceforge.provider.local;

import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.vertx.core.buffer.Buffer;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/** One text spoken by FreeTTS: synthesizes the next chunk only after the previous one has been taken. */
final class ChunkedSpeech implements PcmSource {

    /** One second. A whole chunk at a quarter of the speed can be two minutes long. */
    private static final int BUFFER_BYTES = 2 * KevinVoice.SAMPLE_RATE_HERTZ;

    private final String text;
    private final Function<String, byte[]> synthesizer;
    private final Runnable onStuck;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Iterator<String> chunks;
    private Buffer samples = Buffer.buffer();
    private int taken;
    private boolean audible;

    /**
     * @param synthesizer ASCII to samples; may return none
     * @param onStuck run if the synthesizer hangs
     * @param onClose run once at the end
     */
    ChunkedSpeech(String text, Function<String, byte[]> synthesizer, Runnable onStuck, Runnable onClose) {
        this.text = text;
        this.synthesizer = synthesizer;
        this.onStuck = onStuck;
        this.onClose = onClose;
    }

    @Override
    public Buffer next() {
        if (chunks == null) {
            // Not in the constructor: this takes time, and the constructor runs on the caller's thread.
            chunks = TextChunker.split(LatinText.fold(text), FreeTtsEngine.CHUNK_CHARS).iterator();
        }
        while (taken == samples.length()) {
            if (closed.get() || !chunks.hasNext()) {
                return endOfSpeech();
            }
            String chunk = chunks.next();
            if (LatinText.hasWord(chunk)) {
                samples = Buffer.buffer(synthesizer.apply(chunk));
                taken = 0;
                audible |= samples.length() > 0;
            }
        }
        int to = Math.min(samples.length(), taken + BUFFER_BYTES);
        Buffer next = samples.slice(taken, to);
        taken = to;
        return next;
    }

    private Buffer endOfSpeech() {
        if (!audible) {
            throw ApiException.of(ErrorCode.PROVIDER_FAILED,
                    "The local speech engine found nothing to pronounce in this text.");
        }
        return null;
    }

    @Override
    public void stuck() {
        onStuck.run();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            onClose.run();
        }
    }
}
