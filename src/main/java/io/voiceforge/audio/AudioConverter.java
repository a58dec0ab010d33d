package io.voiceforge.audio;

import java.util.function.Supplier;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

/** Converts audio streams from one format to another as they flow. */
@ApplicationScoped
public class AudioConverter {

    /** The most input per task, so that a cancelled stream frees its thread soon and streams take turns. */
    private static final int MAX_INPUT_BYTES = 32 * 1024;
    private static final int MAX_OUTPUT_BYTES = 64 * 1024;

    private final CodecPool pool;

    public AudioConverter(CodecPool pool) {
        this.pool = pool;
    }

    /** Whether {@link #convert} supports this conversion. */
    public boolean canProduce(AudioFormat from, AudioTarget to) {
        return from == to.format() && !to.isExact() || isSamples(from) && to.format().isEncodable();
    }

    private static boolean isSamples(AudioFormat format) {
        return format == AudioFormat.WAV || format == AudioFormat.PCM;
    }

    /**
     * Converts a stream to {@code target}. If the target leaves the sample rate open, PCM is produced at
     * {@link AudioFormat#PCM_RATE_HERTZ}, WAV and FLAC keep the source's rate, MP3 and Opus use the source's rate or the next
     * higher one they support, at most 48000 Hz, and μ-law and A-law use {@link AudioFormat#TELEPHONE_RATE_HERTZ}.
     * <p>
     * Returns the source itself if it already matches. Otherwise the body emits buffers of at most 64 KiB on a
     * {@link CodecPool} thread and requests one source buffer at a time. It fails with the source's failure, with an
     * {@link AudioFormatException} if the source is corrupt, unsupported or contains no audio, or with whatever
     * {@link CodecPool#execute} throws.
     *
     * @throws IllegalArgumentException if {@link #canProduce} returns false
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

    /** Splits a buffer into parts of at most {@code maxBytes}; an empty buffer has no parts. */
    private static Multi<Buffer> split(Buffer buffer, int maxBytes) {
        if (buffer.length() > 0 && buffer.length() <= maxBytes) {
            return Multi.createFrom().item(buffer);
        }
        return Multi.createFrom().items(() -> IntStream.range(0, (buffer.length() + maxBytes - 1) / maxBytes)
                .mapToObj(part -> buffer.slice(part * maxBytes, Math.min(buffer.length(), (part + 1) * maxBytes))));
    }
}
