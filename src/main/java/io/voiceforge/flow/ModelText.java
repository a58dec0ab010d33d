package io.voiceforge.flow;

import io.voiceforge.json.Unicode;

/** Text that a language model has written, as it may be stored, spoken and sent. */
final class ModelText {

    private ModelText() {
    }

    /** Without control characters other than line ends and tabs, and without halves of surrogate pairs. */
    static String clean(String text, int mostCharacters) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().filter(c -> c == '\n' || c == '\t' || !Character.isISOControl(c)
                && !Unicode.isLoneSurrogate(c))
                .limit(mostCharacters).forEach(clean::appendCodePoint);
        return clean.toString().strip();
    }

    /** Its beginning, when it is longer. */
    static String cut(String text, int mostChars) {
        return text.length() <= mostChars ? text : clean(text.substring(0, mostChars), mostChars);
    }
}
