package io.voiceforge.json;

/**
 * Whether a text can be sent and stored. JSON can carry half of a surrogate pair as an escape, but UTF-8 cannot carry it, so
 * such a text cannot be passed on to a provider or a database.
 */
public final class Unicode {

    private Unicode() {
    }

    /** Whether the text holds no half of a surrogate pair. */
    public static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(Unicode::isLoneSurrogate);
    }

    /** Whether the text is well-formed and holds no control characters, line ends included. */
    public static boolean isPrintable(String text) {
        return text.codePoints().noneMatch(c -> Character.isISOControl(c) || isLoneSurrogate(c));
    }

    /** Whether a code point, as {@link String#codePoints} gives it, is half of a surrogate pair. */
    public static boolean isLoneSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
