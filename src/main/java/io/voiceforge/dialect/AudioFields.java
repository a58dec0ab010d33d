package io.voiceforge.dialect;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/** Reads the fields of a listening form that all dialects have. */
public final class AudioFields {

    private AudioFields() {
    }

    /** The language that the caller says the audio is in; null when there is none, or {@code auto}. */
    public static String language(UploadForm form) {
        String language = form.field("language");
        if (language == null || language.isEmpty() || language.equals("auto")) {
            return null;
        }
        if (!language.matches("[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,2}")) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, "language", "The language must be an ISO-639 code, such as en");
        }
        return language;
    }

    /** A number within the range, or null when the field is not there or empty. */
    public static Double number(UploadForm form, String name, double least, double most) {
        String text = form.field(name);
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
