package io.voiceforge.provider.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Splits text into pieces that can be spoken one by one: at the end of a sentence, else after a comma, else at a space, else
 * between two code points. Only white space at the splits is lost, and the order is kept.
 */
final class TextChunker {

    private static final String SENTENCE_ENDS = ".!?\u2026\u3002\uff01\uff1f\u0964";
    private static final String PHRASE_ENDS = ",;:\u3001\uff0c\u060c";
    private static final String CLOSERS = "\"')]}\u201d\u2019\u00bb";
    private static final Set<String> ABBREVIATIONS = Set.of("mr", "mrs", "ms", "dr", "prof", "st", "vs", "e.g", "i.e");

    private TextChunker() {
    }

    /**
     * @param maxChars the maximum length of a piece, at least 2
     * @return pieces without leading or trailing white space, none empty
     */
    static List<String> split(String text, int maxChars) {
        List<String> chunks = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = end(text, from, Math.min(text.length(), from + maxChars));
            String chunk = text.substring(from, to).strip();
            if (!chunk.isEmpty()) {
                chunks.add(chunk);
            }
            from = to;
            // White space between pieces would only make the next one shorter.
            while (from < text.length() && Character.isWhitespace(text.charAt(from))) {
                from++;
            }
        }
        return chunks;
    }

    /** The end of the piece that begins at {@code from}: greater than {@code from}, at most {@code limit}. */
    private static int end(String text, int from, int limit) {
        int phrase = -1;
        int space = -1;
        for (int i = from; i < limit; i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                return i + 1;
            }
            if (Character.isWhitespace(c)) {
                space = i + 1;
            } else if (SENTENCE_ENDS.indexOf(c) >= 0) {
                int after = skipClosers(text, i + 1, limit);
                if (atBreak(text, after) && !(c == '.' && isAbbreviation(text, from, i))) {
                    return after;
                }
            } else if (PHRASE_ENDS.indexOf(c) >= 0 && atBreak(text, i + 1)) {
                phrase = i + 1;
            }
        }
        if (limit == text.length()) {
            return limit;
        }
        if (phrase > from) {
            return phrase;
        }
        if (space > from || Character.isWhitespace(text.charAt(limit))) {
            return Character.isWhitespace(text.charAt(limit)) ? limit : space;
        }
        return Character.isHighSurrogate(text.charAt(limit - 1)) && Character.isLowSurrogate(text.charAt(limit)) ? limit - 1
                : limit;
    }

    private static int skipClosers(String text, int from, int limit) {
        int i = from;
        while (i < limit && (CLOSERS.indexOf(text.charAt(i)) >= 0 || SENTENCE_ENDS.indexOf(text.charAt(i)) >= 0)) {
            i++;
        }
        return i;
    }

    /** In scripts written without spaces, the mark alone ends a sentence. */
    private static boolean atBreak(String text, int at) {
        return at >= text.length() || Character.isWhitespace(text.charAt(at)) || text.charAt(at - 1) >= '\u3000';
    }

    private static boolean isAbbreviation(String text, int from, int dot) {
        int start = dot;
        while (start > from && !Character.isWhitespace(text.charAt(start - 1)) && dot - start < 5) {
            start--;
        }
        String word = text.substring(start, dot).toLowerCase(Locale.ROOT);
        return word.length() == 1 && Character.isLetter(word.charAt(0)) && word.charAt(0) != 'i'
                || ABBREVIATIONS.contains(word);
    }
}
