package io.voiceforge.audio;

import java.util.function.Supplier;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

/** Turns streams of one audio format into another while they flow. */
@ApplicationScoped
public class AudioConverter {

    /**
     * The most that one piece of work reads, so that a cancelled stream soon frees its thread and the others get their turn.
     */
    private static final int MAX_INPUT_BYTES = 32 * 1024;
    private static final int MAX_OUTPUT_BYTES = 64 * 1024;

    private final CodecPool pool;

    public AudioConverter(CodecPool pool) {
        this.pool = pool;
    }

    /** Whether {@link #convert} takes that source to that target. */
    public boolean canProduce(AudioFormat from, AudioTarget to) {
        return from == to.format() && !to.isExact() || isSamples(from) && to.format().isEncodable();
    }

    private static boolean isSamples(AudioFormat format) {
        return format == AudioFormat.WAV || format == AudioFormat.PCM;
    }

    /**
     * The same audio as {@code target} wants it. Where it leaves the rate open, PCM comes out with
     * {@link AudioFormat#PCM_RATE_HERTZ}; WAV and FLAC keep the source's rate; MP3 and Opus keep it where they have that rate,
     * and take the next higher one otherwise, at most 48000 Hz; μ-law and A-law are telephones'.
     * <p>
     * A source that has that form already is returned as it is. Otherwise the body emits buffers of at most 64 KiB on a
     * {@link CodecPool} thread, asks the source for one buffer at a time, and fails with what the source fails with, with an
     * {@link AudioFormatException} if the source is corrupt, not supported or holds no audio, or with what
     * {@link CodecPool#execute} throws.
     *
     * @throws IllegalArgumentException if {@link #canProduce} says no
     */
    public AudioStream convert(AudioStream source, AudioTarget target) {
        AudioFormat format = target.format();
        if (!canProduce(source.format(), target)) {
            throw new IllegalArgumentException("Cannot convert " + source.format() + " to " + target);
        }
        int pcmRateHertz = target.isExact() ? target.sampleRateHertz() : AudioFormat.PCM_RATE_HERTZ;
        boolean isThere = format == AudioFormat.PCM ? source.sampleRateHertz() == pcmRateHertz : !target.isExact();
        if (source.format() == format && isThere) {
            return source;
        }
        Multi<Buffer> body = Multi.createFrom().deferred(() -> body(source, target));
        return format == AudioFormat.PCM ? AudioStream.pcm(pcmRateHertz, body) : AudioStream.encoded(format, body);
    }

    private Multi<Buffer> body(AudioStream source, AudioTarget target) {
        Transcoder transcoder = new Transcoder(source.format(), source.sampleRateHertz(), target);
        return source.body()
                .onItem().transformToMultiAndConcatenate(buffer -> split(buffer, MAX_INPUT_BYTES))
                .onItem().transformToUniAndConcatenate(piece -> onPool(() -> transcoder.convert(piece.getBytes())))
                .onCompletion().switchTo(() -> onPool(transcoder::finish).toMulti())
                .onItem().transformToMultiAndConcatenate(bytes -> split(Buffer.buffer(bytes), MAX_OUTPUT_BYTES));
    }

    private Uni<byte[]> onPool(Supplier<byte[]> work) {
        return Uni.createFrom().item(work).runSubscriptionOn(pool::execute);
    }

    /** The buffer in parts of at most that size; none for an empty one. */
    private static Multi<Buffer> split(Buffer buffer, int maxBytes) {
        if (buffer.length() > 0 && buffer.length() <= maxBytes) {
            return Multi.createFrom().item(buffer);
        }
        return Multi.createFrom().items(() -> IntStream.range(0, (buffer.length() + maxBytes - 1) / maxBytes)
                .mapToObj(part -> buffer.slice(part * maxBytes, Math.min(buffer.length(), (part + 1) * maxBytes))));
    }
}
