package io.voiceforge.voice;

import static io.voiceforge.voice.Voice.Gender.FEMALE;
import static io.voiceforge.voice.Voice.Gender.MALE;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.voiceforge.voice.Voice.Gender;

/**
 * The voices of the OpenAI speech API, offered as voices of this gateway.
 * <p>
 * OpenAI publishes no gender. The ones here are what listeners hear and, for ambiguous voices (alloy, fable), a fixed choice.
 * These voices speak any language, so their styles name none.
 */
enum OpenAiVoice {

    ALLOY(FEMALE, "en-us-sarah-f", "f2", "Balanced and clear, Alloy suits almost any text.",
            "Speak in a clear, neutral voice.", "clear", "neutral"),
    ASH(MALE, "en-us-david-m", "m3", "Ash speaks like a confident partner in a conversation.",
            "Speak in a confident, conversational voice.", "confident", "conversational"),
    BALLAD(MALE, "en-us-james-m", "m7", "Smooth and calm, Ballad carries a story from line to line.",
            "Speak in a calm, smooth storytelling voice.", "calm", "smooth"),
    CEDAR(MALE, "en-us-michael-m", "m4", "Cedar is a deep and natural voice that is easy to trust.",
            "Speak in a deep, natural and trustworthy voice.", "deep", "trustworthy", "natural"),
    CORAL(FEMALE, "en-us-jessica-f", "f5", "Warm and friendly, Coral greets people as if they were expected.",
            "Speak in a warm, friendly voice.", "warm", "friendly"),
    ECHO(MALE, "en-us-james-m", "m1", "Echo is level and resonant, calm on every subject.",
            "Speak in a calm, resonant voice.", "calm", "resonant"),
    FABLE(MALE, "en-us-david-m", "m6", "Fable is an expressive yet approachable storyteller.",
            "Speak in an expressive, approachable voice.", "expressive", "approachable"),
    MARIN(FEMALE, "en-us-sarah-f", "f2", "Marin sounds natural and clear, much like a person across the table.",
            "Speak in a natural, clear voice.", "natural", "clear"),
    NOVA(FEMALE, "en-us-emily-f", "f4", "Nova is energetic and friendly, awake from the first word.",
            "Speak in an energetic, friendly voice.", "energetic", "friendly"),
    ONYX(MALE, "en-us-michael-m", "m8", "The deepest of OpenAI's voices, Onyx speaks with authority.",
            "Speak in a deep, authoritative voice.", "deep", "authoritative"),
    SAGE(FEMALE, "en-us-jessica-f", "f1", "Sage is thoughtful, calm and quietly warm.",
            "Speak in a calm, warm and thoughtful voice.", "calm", "warm", "thoughtful"),
    SHIMMER(FEMALE, "en-us-emily-f", "f3", "Shimmer is bright and enthusiastic, with a light sparkle.",
            "Speak in a bright, enthusiastic voice.", "bright", "enthusiastic"),
    VERSE(MALE, "en-us-david-m", "m2", "Versatile and expressive, Verse turns from conversational to dramatic at will.",
            "Speak in a versatile, expressive and conversational voice.", "versatile", "expressive", "conversational");

    private static final Map<String, OpenAiVoice> BY_ID = Arrays.stream(values())
            .collect(Collectors.toMap(OpenAiVoice::id, Function.identity()));

    private final Voice voice;
    private final String spaceVoice;
    private final String espeakVariant;

    OpenAiVoice(Gender gender, String spaceVoice, String espeakVariant, String description, String style, String... tone) {
        String name = name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
        this.voice = new Voice(name.toLowerCase(Locale.ROOT), name, "English (USA)", "en-US", gender, description,
                List.of(tone), style);
        this.spaceVoice = spaceVoice;
        this.espeakVariant = espeakVariant;
    }

    /** The voice with this OpenAI name; empty if there is none. */
    static Optional<OpenAiVoice> of(String id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    String id() {
        return voice.id();
    }

    Voice voice() {
        return voice;
    }

    /** The library voice of the same gender that shares a tone with this one, for engines that know only the library. */
    String spaceVoice() {
        return spaceVoice;
    }

    /** The espeak-ng variant closest to this timbre, for example {@code f2}. */
    String espeakVariant() {
        return espeakVariant;
    }
}
