package io.voiceforge.audio;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;

/**
 * Audio on its way.
 *
 * @param format how {@code body} is encoded
 * @param sampleRateHertz samples per second when {@code format} is {@link AudioFormat#PCM}; otherwise 0, because the encoded
 *        bytes say it
 * @param body the bytes; subscribed to once, never holds a null or an empty buffer, pulls from its source only on demand, and
 *        cancels the source when it is cancelled
 */
public record AudioStream(AudioFormat format, int sampleRateHertz, Multi<Buffer> body) {

    public static AudioStream encoded(AudioFormat format, Multi<Buffer> body) {
        return new AudioStream(format, 0, body);
    }

    /** 16-bit little-endian mono samples; buffers may end within a sample. */
    public static AudioStream pcm(int sampleRateHertz, Multi<Buffer> body) {
        return new AudioStream(AudioFormat.PCM, sampleRateHertz, body);
    }
}
