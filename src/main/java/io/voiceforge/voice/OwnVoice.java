package io.voiceforge.voice;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.voiceforge.provider.ProviderId;

/**
 * A voice that a provider has of its own, beside the library. Only this provider speaks with it.
 *
 * @param provider a named provider
 * @param name the provider's name for it, see {@link #isValid}
 * @param title the name for people
 * @param gender or null if unknown
 * @param language an ISO-639 code, or null if unknown
 */
public record OwnVoice(ProviderId provider, String name, String title, Voice.Gender gender, String language) {

    private static final Pattern NAME = Pattern.compile("[!-~](?:[ -~]{0,126}[!-~])?");

    /** Whether voices can be called so: 1 to 128 printable ASCII characters, because ids are in headers and paths. */
    public static boolean isValid(String name) {
        return NAME.matcher(name).matches();
    }

    /** What {@link #voice} has come from; empty for a voice of the library or of OpenAI's. */
    public static Optional<OwnVoice> of(Voice voice) {
        return parse(voice.id());
    }

    /** Takes an id apart; empty for one of another form. Whether there is such a provider or voice remains to be seen. */
    static Optional<OwnVoice> parse(String id) {
        int colon = id.indexOf(':');
        if (colon < 0 || !ProviderId.isValid(id.substring(0, colon)) || !isValid(id.substring(colon + 1))) {
            return Optional.empty();
        }
        String name = id.substring(colon + 1);
        return Optional.of(new OwnVoice(new ProviderId(id.substring(0, colon)), name, name, null, null));
    }

    /** What callers write: {@code tts:anna}. */
    public String id() {
        return provider.name() + ':' + name;
    }

    /** Whether it is of this gender, and all words of {@code q} are in its id or title; null and blank match everything. */
    public boolean matches(String wantedGender, String q) {
        boolean isOfGender = wantedGender == null || wantedGender.isBlank()
                || gender != null && gender.wireName().equalsIgnoreCase(wantedGender);
        String text = (id() + '\n' + title).toLowerCase(Locale.ROOT);
        return isOfGender && (q == null || q.isBlank()
                || Stream.of(q.strip().toLowerCase(Locale.ROOT).split("\\s+")).allMatch(text::contains));
    }

    /** The voice in requests; it has an id and a name, and nothing else is known. */
    Voice voice() {
        return new Voice(id(), title, "", "", null, "", List.of(), null);
    }
}
