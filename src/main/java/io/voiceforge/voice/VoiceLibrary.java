package io.voiceforge.voice;

import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.runtime.Startup;

/**
 * The voices that callers can select, read once at startup from {@value #RESOURCE}. A broken resource prevents the start with
 * an {@link IllegalStateException} that names the defect.
 */
@Startup
@ApplicationScoped
public class VoiceLibrary {

    static final String RESOURCE = "voices.json";
    static final String DEFAULT_ID = "en-us-sarah-f";

    private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");
    private static final Pattern SPACES = Pattern.compile("\\s+");

    private final List<Voice> all;
    private final Map<String, String> searchTexts = new HashMap<>();
    private final Map<String, Optional<Voice>> byId = new HashMap<>();
    private final Voice defaultVoice;

    @Inject
    public VoiceLibrary(ObjectMapper mapper) {
        this(mapper, VoiceLibrary.class.getResourceAsStream('/' + RESOURCE));
    }

    VoiceLibrary(ObjectMapper mapper, InputStream resource) {
        all = read(mapper, resource);
        Stream.concat(all.stream(), Arrays.stream(OpenAiVoice.values()).map(OpenAiVoice::voice)).forEach(this::index);
        all.forEach(voice -> searchTexts.put(voice.id(), searchText(voice)));
        defaultVoice = find(DEFAULT_ID).orElseThrow(() -> broken("it lacks the default voice " + DEFAULT_ID, null));
    }

    /** The library's voices in their order, without OpenAI's; immutable. */
    public List<Voice> all() {
        return all;
    }

    /** The voice with exactly this library id or OpenAI name; empty for anything else, including null. */
    public Optional<Voice> find(String id) {
        // The Optionals are created in advance because every speech request comes through here.
        return byId.getOrDefault(id, Optional.empty());
    }

    /** The voice for requests that name none. */
    public Voice defaultVoice() {
        return defaultVoice;
    }

    /**
     * The library's voices that match all of the given criteria, in their order. Null or blank matches everything; case is
     * ignored.
     *
     * @param language the beginning of a language name: {@code English} finds all varieties of English
     * @param locale a whole locale or just its language: {@code en-us}, {@code en}
     * @param gender {@code female} or {@code male}
     * @param q words that must all occur in id, name, language, description or tone; accents are ignored
     */
    public List<Voice> search(String language, String locale, String gender, String q) {
        Predicate<Voice> matches = voice -> true;
        if (isGiven(language)) {
            matches = matches.and(voice -> startsWith(voice.language(), language));
        }
        if (isGiven(locale)) {
            matches = matches.and(voice -> voice.locale().equalsIgnoreCase(locale) || startsWith(voice.locale(), locale + '-'));
        }
        if (isGiven(gender)) {
            matches = matches.and(voice -> voice.gender().wireName().equalsIgnoreCase(gender));
        }
        if (isGiven(q)) {
            List<String> words = List.of(SPACES.split(fold(q)));
            matches = matches.and(voice -> words.stream().allMatch(searchTexts.get(voice.id())::contains));
        }
        return all.stream().filter(matches).toList();
    }

    private void index(Voice voice) {
        if (byId.put(voice.id(), Optional.of(voice)) != null) {
            throw broken("the id " + voice.id() + " occurs twice", null);
        }
    }

    private static List<Voice> read(ObjectMapper mapper, InputStream resource) {
        if (resource == null) {
            throw broken("it is missing", null);
        }
        try (resource) {
            // Not a Voice[], because a native executable could not create the array.
            List<Voice> voices = mapper.readerForListOf(Voice.class).readValue(resource);
            if (voices == null || !voices.stream().allMatch(VoiceLibrary::isComplete)) {
                throw broken("a voice is incomplete", null);
            }
            return List.copyOf(voices);
        } catch (JsonProcessingException e) {
            throw broken(e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw broken("it cannot be read", e);
        }
    }

    private static boolean isComplete(Voice voice) {
        return voice != null && voice.gender() != null && !voice.tone().isEmpty()
                && Stream.of(voice.id(), voice.name(), voice.language(), voice.locale(), voice.description(), voice.style())
                        .allMatch(VoiceLibrary::isGiven);
    }

    private static IllegalStateException broken(String why, Exception cause) {
        return new IllegalStateException("The voice library " + RESOURCE + " is broken: " + why, cause);
    }

    private static boolean isGiven(String value) {
        return value != null && !value.isBlank();
    }

    private static boolean startsWith(String value, String prefix) {
        return value.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    private static String searchText(Voice voice) {
        return fold(String.join("\n", voice.id(), voice.name(), voice.language(), voice.description(),
                String.join("\n", voice.tone())));
    }

    /** Lower case, without accents and surrounding whitespace. */
    private static String fold(String text) {
        return ACCENTS.matcher(Normalizer.normalize(text.strip(), Normalizer.Form.NFD)).replaceAll("").toLowerCase(Locale.ROOT);
    }
}
