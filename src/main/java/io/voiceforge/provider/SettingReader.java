package io.voiceforge.provider;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import io.quarkus.runtime.configuration.DurationConverter;
import io.voiceforge.config.InvalidSettingException;

/**
 * Reads the settings of one named provider. The functions throw an {@link IllegalArgumentException} whose message goes on after
 * the variable's name; it never shows what may be a secret.
 */
record SettingReader(String provider) {

    private static final int MAX_SHOWN = 40;

    /** The setting's value; empty for none, and for one of white space alone. */
    <T> Optional<T> read(String setting, Optional<String> given, Function<String, T> reader) {
        return given.map(String::strip).filter(text -> !text.isEmpty()).map(text -> {
            try {
                return reader.apply(text);
            } catch (IllegalArgumentException e) {
                throw wrong(setting, e.getMessage());
            }
        });
    }

    InvalidSettingException wrong(String setting, String problem) {
        return new InvalidSettingException(ProviderVariables.variable(provider, setting), problem);
    }

    static String oneOf(String text, Collection<String> possible) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!possible.contains(lower)) {
            throw new IllegalArgumentException("must be one of " + String.join(", ", new TreeSet<>(possible)) + ", but is \""
                    + printable(text) + "\".");
        }
        return lower;
    }

    /** Names separated by commas. */
    static Set<String> list(String text, Collection<String> possible) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : text.split(",", -1)) {
            names.add(oneOf(name.strip(), possible));
        }
        return names;
    }

    /** Pairs {@code name=value} separated by commas; names are in lower case. */
    static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            String[] sides = pair.split("=", 2);
            if (sides.length < 2 || sides[0].isBlank() || sides[1].isBlank()
                    || pairs.put(sides[0].strip().toLowerCase(Locale.ROOT), sides[1].strip()) != null) {
                throw new IllegalArgumentException("must have the form female=name,male=name with each side once, but has \""
                        + printable(pair) + "\".");
            }
        }
        return pairs;
    }

    static Duration duration(String text) {
        Duration duration;
        try {
            duration = DurationConverter.parseDuration(text);
        } catch (IllegalArgumentException e) {
            duration = Duration.ZERO;
        }
        if (duration.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("must be a duration such as 30s or 500ms, but is \"" + printable(text) + "\".");
        }
        return duration;
    }

    static String path(String text) {
        if (!text.matches("/[A-Za-z0-9._~/-]*")) {
            throw new IllegalArgumentException("must be a path such as /inference, but is \"" + printable(text) + "\".");
        }
        return text;
    }

    static String headerValue(String text) {
        if (!text.matches("[\\x21-\\x7e]+")) {
            throw new IllegalArgumentException("must consist of printable ASCII characters without spaces.");
        }
        return text;
    }

    static String text(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("must be one line of text.");
        }
        return text;
    }

    private static String printable(String value) {
        String clean = value.strip().replaceAll("[^\\x20-\\x7e]", "?");
        return clean.length() <= MAX_SHOWN ? clean : clean.substring(0, MAX_SHOWN) + "…";
    }
}
