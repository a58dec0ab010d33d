package io.voiceforge.json;

/**
 * Checks whether text can be sent and stored. JSON can carry a lone surrogate as an escape, but UTF-8 cannot encode it, so such
 * a text cannot be passed on to a provider or a database.
 */
public final class Unicode {

    private Unicode() {
    }

    /** Whether the text contains no lone surrogate. */
    public static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(Unicode::isLoneSurrogate);
    }

    /** Whether these characters contain no lone surrogate. */
    static boolean isWellFormed(char[] text, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (Character.isHighSurrogate(text[i]) && i + 1 < from + length && Character.isLowSurrogate(text[i + 1])) {
                i++;
            } else if (Character.isSurrogate(text[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether the text is well-formed and contains no control characters, line ends included. */
    public static boolean isPrintable(String text) {
        return text.codePoints().noneMatch(c -> Character.isISOControl(c) || isLoneSurrogate(c));
    }

    /** Whether two such texts that differ also look so, apart from similar letters: no spaces around it, nothing invisible. */
    public static boolean isPlain(String text) {
        return text.equals(text.strip()) && isPrintable(text)
                && text.codePoints().noneMatch(c -> switch (Character.getType(c)) {
                    case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
                    default -> false;
                });
    }

    /** Whether a code point from {@link String#codePoints} is a lone surrogate. */
    public static boolean isLoneSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
