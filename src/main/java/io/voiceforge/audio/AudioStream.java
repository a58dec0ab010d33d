package io.voiceforge.audio;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;

/**
 * A stream of audio.
 *
 * @param format how {@code body} is encoded
 * @param sampleRateHertz samples per second if {@code format} is {@link AudioFormat#PCM}; otherwise 0, because the encoded
 *        bytes state the rate
 * @param body the bytes; can be subscribed to once, never emits an empty buffer, requests from its source only on demand and
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
