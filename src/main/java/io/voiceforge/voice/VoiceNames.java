package io.voiceforge.voice;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What one server calls the voices, as its operator has configured it. */
public final class VoiceNames {

    private static final String DEFAULT = "default";

    private final Map<String, String> names;

    /**
     * @param names the server's names by a voice's id, its locale or language, its gender, both of them ({@code de-female}), or
     *        {@code default}; all in lower case
     * @throws IllegalArgumentException for a key that is none of these; the message goes on after the setting's name
     */
    public VoiceNames(Map<String, String> names, VoiceLibrary library) {
        this.names = Map.copyOf(names);
        for (String key : names.keySet()) {
            boolean isKnown = library.find(key).isPresent()
                    || library.all().stream().flatMap(VoiceNames::keys).anyMatch(key::equals);
            if (!isKnown) {
                throw new IllegalArgumentException("names the voice \"" + key.replaceAll("[^\\x20-\\x7e]", "?")
                        + "\", which is no voice of the library, no language, nor female, male or default.");
            }
        }
    }

    public boolean isEmpty() {
        return names.isEmpty();
    }

    /** The server's name for the voice; empty if it has none. */
    public Optional<String> of(Voice voice) {
        return keys(voice).map(names::get).filter(Objects::nonNull).findFirst();
    }

    /** What may stand for a voice, the most precise first. */
    private static Stream<String> keys(Voice voice) {
        String locale = voice.locale().toLowerCase(Locale.ROOT);
        String language = locale.replaceFirst("-.*", "");
        String gender = voice.gender().wireName();
        return Stream.of(voice.id(), locale + '-' + gender, language + '-' + gender, locale, language, gender, DEFAULT);
    }
}
