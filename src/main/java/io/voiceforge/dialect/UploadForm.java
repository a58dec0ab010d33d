package io.voiceforge.dialect;

import java.util.List;
import java.util.OptionalLong;

import io.vertx.core.MultiMap;
import io.voiceforge.audio.AudioFile;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/**
 * A multipart form that has been received.
 *
 * @param audio lies in a temporary file, which is gone when the request ends
 * @param durationMillis of the audio, when its headers say it
 * @param fields the other parts
 */
public record UploadForm(AudioFile audio, OptionalLong durationMillis, MultiMap fields) {

    /** The only value of that field, or null. */
    public String field(String name) {
        List<String> values = fields.getAll(name);
        if (values.size() > 1) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, name, "The field " + name + " is there more than once");
        }
        return values.isEmpty() ? null : values.get(0);
    }
}
