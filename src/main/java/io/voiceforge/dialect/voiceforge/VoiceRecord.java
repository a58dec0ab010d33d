package io.voiceforge.dialect.voiceforge;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.voiceforge.voice.Voice;

/** A voice on the wire. */
record VoiceRecord(String id, String name, String language, String locale, Voice.Gender gender, String description,
        List<String> tone, @Schema(nullable = true) String previewUrl) {

    /** @param previewUrl or null */
    static VoiceRecord of(Voice voice, String previewUrl) {
        return new VoiceRecord(voice.id(), voice.name(), voice.language(), voice.locale(), voice.gender(), voice.description(),
                voice.tone(), previewUrl);
    }
}
