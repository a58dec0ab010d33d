package io.voiceforge.dialect;

import jakarta.enterprise.context.ApplicationScoped;

import io.voiceforge.gateway.VoicePreviews;
import io.voiceforge.voice.Voice;

/** Where the library's voices can be heard. */
@ApplicationScoped
public class PreviewUrls {

    private final VoicePreviews previews;

    PreviewUrls(VoicePreviews previews) {
        this.previews = previews;
    }

    /** A path of this gateway, because it does not know under which host callers reach it; null if there are no previews. */
    public String of(Voice voice) {
        return previews.areEnabled() ? "/api/voice-library/" + voice.id() + "/preview" : null;
    }
}
