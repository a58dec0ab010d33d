package io.voiceforge.dialect.elevenlabs;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Languages by the names that callers and providers have for them. */
final class LanguageCodes {

    /** ISO 639-2's code for what nobody has found out. */
    static final String UNDETERMINED = "und";

    /** From ISO-639 codes of two or three letters, and English names, to codes of two letters. */
    private static final Map<String, String> CODES = codes();

    private LanguageCodes() {
    }

    /** The code of two letters where there is one, else the name itself; {@link #UNDETERMINED} for null. */
    static String of(String name) {
        if (name == null || name.isBlank()) {
            return UNDETERMINED;
        }
        return CODES.getOrDefault(name.toLowerCase(Locale.ROOT), name);
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
