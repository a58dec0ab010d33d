package io.voiceforge.flow;

import io.voiceforge.json.Unicode;

/** Makes text written by a language model fit for storing, speaking and sending. */
final class ModelText {

    private ModelText() {
    }

    /** Removes control characters other than line ends and tabs, removes lone surrogates, and truncates the text. */
    static String clean(String text, int mostCharacters) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().filter(c -> c == '\n' || c == '\t' || !Character.isISOControl(c)
                && !Unicode.isLoneSurrogate(c))
                .limit(mostCharacters).forEach(clean::appendCodePoint);
        return clean.toString().strip();
    }

    /** Truncates text that is too long. */
    static String cut(String text, int mostChars) {
        return text.length() <= mostChars ? text : clean(text.substring(0, mostChars), mostChars);
    }
}
