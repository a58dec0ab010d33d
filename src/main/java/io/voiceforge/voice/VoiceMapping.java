package io.voiceforge.voice;

import static io.voiceforge.voice.OpenAiVoice.ALLOY;
import static io.voiceforge.voice.OpenAiVoice.ASH;
import static io.voiceforge.voice.OpenAiVoice.CORAL;
import static io.voiceforge.voice.OpenAiVoice.ECHO;
import static io.voiceforge.voice.OpenAiVoice.FABLE;
import static io.voiceforge.voice.OpenAiVoice.NOVA;
import static io.voiceforge.voice.OpenAiVoice.ONYX;
import static io.voiceforge.voice.OpenAiVoice.SAGE;
import static io.voiceforge.voice.OpenAiVoice.SHIMMER;
import static java.util.Map.entry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import io.voiceforge.voice.Voice.Gender;

/**
 * Maps voices to the providers' names for them. Pure functions, stable across releases: a caller who chose a voice keeps
 * hearing the same one.
 */
public final class VoiceMapping {

    /*
     * Tone to timbre, using only voices that tts-1 and tts-1-hd also support. The tables ensure that two library voices of the
     * same language and gender never share a timbre. Moving a tone changes the voice that existing callers hear.
     */
    private static final Map<String, OpenAiVoice> FEMALE_TIMBRES = byTone(Map.of(
            ALLOY, List.of("clear", "precise", "professional", "confident", "sophisticated"),
            CORAL, List.of("warm", "sweet", "pleasant", "approachable"),
            NOVA, List.of("energetic", "lively", "enthusiastic", "friendly"),
            SAGE, List.of("calm", "soothing", "soft", "gentle", "elegant", "refined", "polite"),
            SHIMMER, List.of("bright", "cheerful", "melodious", "poetic", "expressive")));

    private static final Map<String, OpenAiVoice> MALE_TIMBRES = byTone(Map.of(
            ASH, List.of("conversational", "approachable", "friendly", "confident", "clear"),
            ECHO, List.of("professional", "calm", "reassuring", "trustworthy"),
            FABLE, List.of("warm", "distinguished", "eloquent", "passionate"),
            ONYX, List.of("deep", "authoritative", "strong")));

    /*
     * Locales for which the bare language code selects the wrong voice. Each value must be the name of a language file, in
     * lower case: espeak-ng (1.51) also accepts an alias such as en-gb or fr-fr, but silently drops the variant after it. Its
     * "en" is British; Canada and Australia have no voice of their own and use the closest one.
     */
    private static final Map<String, String> ESPEAK_LANGUAGES = Map.of(
            "en-US", "en-us",
            "en-CA", "en-us",
            "es-MX", "es-419",
            "pt-BR", "pt-br",
            "zh-CN", "cmn");

    private VoiceMapping() {
    }

    /**
     * The OpenAI name. An OpenAI voice maps to itself; a library voice maps by its gender and the first of its tones in that
     * gender's table, always to one of the nine names that tts-1 supports.
     */
    public static String openAiVoice(Voice voice) {
        return timbre(voice).id();
    }

    /** The library id for the Space: a library voice's own id, or the fixed counterpart of an OpenAI name. */
    public static String spaceVoice(Voice voice) {
        return OpenAiVoice.of(voice.id()).map(OpenAiVoice::spaceVoice).orElse(voice.id());
    }

    /** The espeak-ng voice (1.51 or later), language and variant, for example {@code en-us+f2}. */
    public static String espeakVoice(Voice voice) {
        return espeakLanguage(voice.locale()) + '+' + timbre(voice).espeakVariant();
    }

    private static String espeakLanguage(String locale) {
        String exact = ESPEAK_LANGUAGES.get(locale);
        return exact != null ? exact : Locale.forLanguageTag(locale).getLanguage();
    }

    private static OpenAiVoice timbre(Voice voice) {
        return OpenAiVoice.of(voice.id()).orElseGet(() -> timbreByTone(voice));
    }

    private static OpenAiVoice timbreByTone(Voice voice) {
        boolean female = voice.gender() == Gender.FEMALE;
        Map<String, OpenAiVoice> timbres = female ? FEMALE_TIMBRES : MALE_TIMBRES;
        return voice.tone().stream().map(timbres::get).filter(Objects::nonNull).findFirst().orElse(female ? ALLOY : ECHO);
    }

    private static Map<String, OpenAiVoice> byTone(Map<OpenAiVoice, List<String>> tones) {
        return tones.entrySet().stream()
                .flatMap(row -> row.getValue().stream().map(tone -> entry(tone, row.getKey())))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
