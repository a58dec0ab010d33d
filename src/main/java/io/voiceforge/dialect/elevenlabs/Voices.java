package io.voiceforge.dialect.elevenlabs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.voice.Voice;
import io.voiceforge.voice.VoiceLibrary;

/** The library's voices, as ElevenLabs' API presents them. */
@ApplicationScoped
class Voices {

    private final VoiceLibrary library;
    private final List<Language> languages;

    /** A language of the library's voices, by its ISO-639 code. */
    // part of a response whose type no method declares
    @RegisterForReflection
    record Language(@JsonProperty("language_id") String id, String name) {
    }

    Voices(VoiceLibrary library) {
        this.library = library;
        Map<String, Language> found = new LinkedHashMap<>();
        library.all().forEach(voice -> found.putIfAbsent(language(voice),
                new Language(language(voice), voice.language().replaceFirst(" \\(.*", ""))));
        this.languages = List.copyOf(found.values());
    }

    VoiceLibrary library() {
        return library;
    }

    /** Every language once, in the library's order. */
    List<Language> languages() {
        return languages;
    }

    /** The voice with this library id or OpenAI name. */
    Voice find(String id) {
        return library.find(id).orElseThrow(() -> ApiException.of(ErrorCode.VOICE_NOT_FOUND,
                "There is no voice with this id. GET /v1/voices lists them."));
    }

    List<VoiceRecord> all() {
        return library.all().stream().map(VoiceRecord::of).toList();
    }

    /** The language of a voice, without its country. */
    static String language(Voice voice) {
        return voice.locale().replaceFirst("-.*", "");
    }
}
