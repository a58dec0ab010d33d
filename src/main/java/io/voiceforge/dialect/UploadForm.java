package io.voiceforge.dialect;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

import io.vertx.core.MultiMap;
import io.voiceforge.audio.AudioFile;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.transcription.Languages;

/**
 * A multipart form that has been received.
 *
 * @param audio lies in a temporary file, which is gone when the request ends
 * @param durationMillis of the audio, when its headers say it
 * @param fields the other parts
 */
public record UploadForm(AudioFile audio, OptionalLong durationMillis, MultiMap fields) {

    /** The only value of that field, or null when it is missing or empty. */
    public String field(String name) {
        List<String> values = fields.getAll(name);
        if (values.size() > 1) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, name, "The field " + name + " is there more than once");
        }
        return values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
    }

    /** The language that the caller says the audio is in; null when the field is missing, empty or {@code auto}. */
    public String language() {
        String language = field("language");
        if (language == null || language.equals("auto")) {
            return null;
        }
        return Languages.code(language).orElseThrow(() -> ApiException.of(ErrorCode.INVALID_REQUEST, "language",
                "The language must be an ISO-639 code, such as en"));
    }

    /** A truth value as form encoders write it, or null when the field is missing or empty. */
    public Boolean bool(String name) {
        String text = field(name);
        if (text == null) {
            return null;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw ApiException.of(ErrorCode.INVALID_REQUEST, name, name + " must be true or false");
        };
    }

    /** All values of a field that is a list, however form encoders write that: {@code name}, {@code name[]} or {@code name[0]}. */
    public List<String> list(String name) {
        return fields.entries().stream().filter(field -> isElementOf(name, field.getKey())).map(Map.Entry::getValue)
                .filter(value -> !value.isEmpty()).toList();
    }

    /** Whether a field of that name is, or is part of, the list. */
    public static boolean isElementOf(String list, String name) {
        return name.startsWith(list) && name.substring(list.length()).matches("|\\[[0-9]{0,3}]");
    }

    /** A number within the range, or null when the field is missing or empty. */
    public Double number(String name, double least, double most) {
        String text = field(name);
        if (text == null) {
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
