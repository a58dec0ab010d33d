package io.voiceforge.dialect.elevenlabs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.voiceforge.dialect.PreviewUrls;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.voice.OwnVoice;
import io.voiceforge.voice.ProviderVoices;
import io.voiceforge.voice.Voice;
import io.voiceforge.voice.VoiceLibrary;

/** The library's voices, as ElevenLabs' API presents them. */
@ApplicationScoped
class Voices {

    private final VoiceLibrary library;
    private final ProviderVoices others;
    private final PreviewUrls previews;
    private final List<Language> languages;

    /** A language of the library's voices, by its ISO-639 code. */
    // part of a response whose type no method declares
    @RegisterForReflection
    record Language(@JsonProperty("language_id") String id, String name) {
    }

    Voices(VoiceLibrary library, ProviderVoices others, PreviewUrls previews) {
        this.library = library;
        this.others = others;
        this.previews = previews;
        Map<String, Language> found = new LinkedHashMap<>();
        library.all().forEach(voice -> found.putIfAbsent(language(voice),
                new Language(language(voice), voice.language().replaceFirst(" \\(.*", ""))));
        this.languages = List.copyOf(found.values());
    }

    /** Every language once, in the library's order. */
    List<Language> languages() {
        return languages;
    }

    /** The voice with this library id or OpenAI name, or a provider's own. */
    Voice find(String id) {
        return library.find(id).or(() -> others.find(id)).orElseThrow(() -> ApiException.of(ErrorCode.VOICE_NOT_FOUND,
                "There is no voice with this id. GET /v1/voices lists them."));
    }

    /** The library's, then those that providers list as their own. */
    Uni<List<VoiceRecord>> all() {
        return search(null, null);
    }

    /**
     * Those of {@link #all} that match; null matches everything.
     *
     * @param q words as in {@link VoiceLibrary#search}; of a provider's own voice only id and name are searched
     */
    Uni<List<VoiceRecord>> search(String gender, String q) {
        Stream<VoiceRecord> ours = library.search(null, null, gender, q).stream().map(this::record);
        return others.all().map(own -> Stream.concat(ours, own.stream().filter(voice -> voice.matches(gender, q))
                .map(VoiceRecord::of)).toList());
    }

    /** The voice on the wire. OpenAI's have no preview, because they are not in the library. */
    VoiceRecord record(Voice voice) {
        return OwnVoice.of(voice).map(VoiceRecord::of)
                .orElseGet(() -> VoiceRecord.of(voice, library.all().contains(voice) ? previews.of(voice) : null));
    }

    /** The language of a voice, without its country. */
    static String language(Voice voice) {
        return voice.locale().replaceFirst("-.*", "");
    }
}
