package io.voiceforge.provider.local;

import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * Rewrites any text so that FreeTTS can pronounce it: only ASCII letters, digits and plain punctuation remain.
 * <p>
 * FreeTTS was made for English prose. Malformed dollar amounts make it throw, a run of zeros is silent, and its rules do not
 * cover words with characters outside ASCII.
 */
final class LatinText {

    /** Longer words are split; no English word is that long, and FreeTTS spells them letter by letter anyway. */
    private static final int LONGEST_WORD = 40;

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern DOLLARS = Pattern
            .compile("\\$ ?(\\d[\\d,]*(?:\\.\\d+)?)((?: (?:hundred|thousand|million|billion|trillion)\\b)?)");
    private static final Pattern LEADING_ZEROS = Pattern.compile("(?<![\\d.,:])0\\d+");
    private static final Pattern SPACES = Pattern.compile("[ \\t]+");
    private static final Pattern LONG_WORDS = Pattern.compile("([A-Za-z0-9]{" + LONGEST_WORD + "})(?=[A-Za-z0-9])");

    private LatinText() {
    }

    /** Whether letters or digits remain after {@link #fold}. */
    static boolean isPronounceable(String text) {
        return hasWord(toAscii(text));
    }

    /** Whether ASCII text contains a letter or a digit. */
    static boolean hasWord(String ascii) {
        return ascii.chars().anyMatch(LatinText::isWordChar);
    }

    /** Reduces the text to characters that FreeTTS knows; blank if nothing is left. Drops accents and other scripts. */
    static String fold(String text) {
        String ascii = DOLLARS.matcher(toAscii(text)).replaceAll("$1$2 dollars").replace("$", " dollars ");
        ascii = LEADING_ZEROS.matcher(ascii).replaceAll(run -> spaced(run.group()));
        ascii = LONG_WORDS.matcher(ascii).replaceAll("$1 ");
        return SPACES.matcher(ascii).replaceAll(" ").strip();
    }

    /** The same words without anything that needs interpretation: no punctuation, and digits one by one. */
    static String plain(String folded) {
        StringBuilder plain = new StringBuilder(folded.length() * 2);
        folded.chars().forEach(c -> {
            if (c >= '0' && c <= '9') {
                plain.append(' ').append((char) c).append(' ');
            } else {
                plain.append(isWordChar(c) ? (char) c : ' ');
            }
        });
        return plain.toString().strip();
    }

    private static String toAscii(String text) {
        // The compatibility forms also expand full-width letters and ligatures.
        String bare = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
        StringBuilder ascii = new StringBuilder(bare.length());
        bare.codePoints().forEach(c -> append(ascii, c));
        return ascii.toString();
    }

    private static void append(StringBuilder ascii, int c) {
        if (isWordChar(c) || ".,;:!?'\"()-$ \n".indexOf(c) >= 0) {
            ascii.append((char) c);
            return;
        }
        ascii.append(switch (c) {
            case '&' -> " and ";
            case '%' -> " percent ";
            case '@' -> " at ";
            case '+' -> " plus ";
            case '=' -> " equals ";
            case '\u00a3' -> " pounds ";
            case '\u20ac' -> " euros ";
            case '\u00b0' -> " degrees ";
            case '\u00df' -> "ss";
            case '\u00e6' -> "ae";
            case '\u00c6' -> "AE";
            case '\u0153' -> "oe";
            case '\u0152' -> "OE";
            case '\u00f8' -> "o";
            case '\u00d8' -> "O";
            case '\u0142' -> "l";
            case '\u0141' -> "L";
            case '\u0131' -> "i";
            case '\u0111', '\u00f0' -> "d";
            case '\u0110', '\u00d0' -> "D";
            case '\u00fe' -> "th";
            case '\u00de' -> "Th";
            case '\u2018', '\u2019' -> "'";
            case '\u201c', '\u201d', '\u00ab', '\u00bb' -> "\"";
            case '\u2010', '\u2011' -> "-";
            case '\u2013', '\u2014' -> ", ";
            default -> " ";
        });
    }

    private static boolean isWordChar(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    private static String spaced(String digits) {
        return digits.replaceAll("(?<=.)(?=.)", " ");
    }
}
