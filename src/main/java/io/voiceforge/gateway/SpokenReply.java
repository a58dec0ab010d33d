package io.voiceforge.gateway;

import io.vertx.core.buffer.Buffer;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.error.ErrorCode;

/**
 * A reply as audio, or why there is none.
 *
 * @param audio null if it could not be spoken
 * @param error null if it was spoken
 */
public record SpokenReply(Buffer audio, AudioFormat format, ErrorCode error) {

    static SpokenReply failed(ErrorCode error) {
        return new SpokenReply(null, null, error);
    }
}
