package io.voiceforge.transcription;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Recognizes languages as callers write them: codes of two or three letters, locales, and English names. */
public final class Languages {

    private static final Pattern TAG = Pattern.compile("([A-Za-z]{2,3})([-_][A-Za-z0-9]{2,8}){0,3}");
    /** ISO 639 codes of two or three letters, and English names, to two-letter codes. */
    private static final Map<String, String> CODES = codes();

    private Languages() {
    }

    /**
     * The ISO 639 code, with two letters if there is one, which is the form that providers know: {@code en} for {@code en-US},
     * {@code eng} and {@code English}. Empty if the language is not recognized.
     */
    public static Optional<String> code(String language) {
        String name = language.strip().toLowerCase(Locale.ROOT);
        String known = CODES.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        if (!TAG.matcher(name).matches()) {
            return Optional.empty();
        }
        String subtag = name.split("[-_]", 2)[0];
        return Optional.of(CODES.getOrDefault(subtag, subtag));
    }

    private static Map<String, String> codes() {
        Map<String, String> codes = new HashMap<>();
        for (String code : Locale.getISOLanguages()) {
            Locale locale = Locale.forLanguageTag(code);
            codes.put(code, code);
            codes.put(locale.getISO3Language(), code);
            codes.put(locale.getDisplayLanguage(Locale.ENGLISH).toLowerCase(Locale.ROOT), code);
        }
        return codes;
    }
}
