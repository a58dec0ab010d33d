package io.voiceforge.voice;

import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A voice that callers can select.
 *
 * @param id the identifier in requests, for example {@code en-us-sarah-f}
 * @param name the voice's first name
 * @param language the language's English name, for example {@code English (USA)}
 * @param locale the BCP 47 tag, for example {@code en-US}
 * @param gender female or male
 * @param description one sentence that helps people choose a voice
 * @param tone adjectives, the strongest first; never empty
 * @param style one instruction for an engine that can be told how to speak
 */
// Jackson binds voices.json to it by reflection.
@RegisterForReflection
public record Voice(String id, String name, String language, String locale, Gender gender,
        String description, List<String> tone, String style) {

    public Voice {
        tone = List.copyOf(tone);
    }

    @RegisterForReflection
    public enum Gender {
        FEMALE,
        MALE;

        private final String wireName = name().toLowerCase(Locale.ROOT);

        /** The form used in JSON and queries: {@code female} or {@code male}. */
        @JsonValue
        public String wireName() {
            return wireName;
        }
    }
}
