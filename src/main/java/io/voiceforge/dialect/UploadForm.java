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

    /** The language that the caller says the audio is in; null when the field is missing, empty or {@code auto}. */
    public String language() {
        String language = field("language");
        if (language == null || language.isEmpty() || language.equals("auto")) {
            return null;
        }
        if (!language.matches("[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,2}")) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, "language", "The language must be an ISO-639 code, such as en");
        }
        return language;
    }

    /** A number within the range, or null when the field is missing or empty. */
    public Double number(String name, double least, double most) {
        String text = field(name);
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (text.matches("[0-9]{1,9}(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?")) {
            double number = Double.parseDouble(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw ApiException.of(ErrorCode.INVALID_REQUEST, name, name + " must be a number from " + least + " to " + most);
    }
}
