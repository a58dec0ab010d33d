package io.voiceforge.provider.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program with its arguments, in which {@code {file}} and {@code {language}} stand for what each call puts there. It is split
 * once, at the start: at white space, except between quotes, single or double. There is no other syntax, and no shell.
 *
 * @param words the program first
 */
record CommandTemplate(List<String> words) {

    private static final String FILE = "{file}";
    private static final String LANGUAGE = "{language}";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[A-Za-z_-]+}");

    /** @throws IllegalArgumentException whose message goes on after the variable's name */
    static CommandTemplate parse(String text) {
        List<String> words = split(text);
        Matcher placeholders = PLACEHOLDER.matcher(String.join(" ", words));
        while (placeholders.find()) {
            if (!Set.of(FILE, LANGUAGE).contains(placeholders.group())) {
                throw new IllegalArgumentException("has " + placeholders.group() + ", but only {file} and {language} stand for"
                        + " something.");
            }
        }
        if (words.isEmpty() || words.get(0).isEmpty() || words.get(0).contains("{")) {
            throw new IllegalArgumentException("must begin with a program.");
        }
        return new CommandTemplate(List.copyOf(words));
    }

    private static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (char c : text.toCharArray()) {
            boolean isQuote = c == '"' || c == '\'';
            if (Character.isISOControl(c) && !Character.isWhitespace(c)) {
                throw new IllegalArgumentException("must be text.");
            }
            if (quote == 0 && Character.isWhitespace(c)) {
                if (word != null) {
                    words.add(word.toString());
                    word = null;
                }
                continue;
            }
            word = word == null ? new StringBuilder() : word;
            if (quote == 0 && isQuote) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else {
                word.append(c);
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("has a quote " + quote + " without its end.");
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }

    String program() {
        return words.get(0);
    }

    /** Whether the program opens the audio by its name; otherwise it comes on standard input only. */
    boolean namesFile() {
        return words.stream().anyMatch(word -> word.contains(FILE));
    }

    /** The words for one call. */
    List<String> fill(String file, String language) {
        return words.stream().map(word -> word.replace(LANGUAGE, language).replace(FILE, file)).toList();
    }

    /** The same with the program's path in place of its name. */
    CommandTemplate withProgram(String path) {
        List<String> resolved = new ArrayList<>(words);
        resolved.set(0, path);
        return new CommandTemplate(List.copyOf(resolved));
    }
}
