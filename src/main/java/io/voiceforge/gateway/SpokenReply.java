package io.voiceforge.gateway;

import io.vertx.core.buffer.Buffer;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.error.ErrorCode;

/**
 * A reply as sound, or why there is none.
 *
 * @param audio null when it could not be spoken
 * @param error null when it could
 */
public record SpokenReply(Buffer audio, AudioFormat format, ErrorCode error) {

    static SpokenReply failed(ErrorCode error) {
        return new SpokenReply(null, null, error);
    }
}
