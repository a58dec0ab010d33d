package io.voiceforge.speech;

import java.util.Optional;
import java.util.Set;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.audio.AudioStream;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.ProviderAdapter;

/** The port to providers that turn text into audio. */
public interface SpeechProvider extends ProviderAdapter {

    /**
     * A model's name.
     *
     * @param id the name that callers use
     * @param title the display name
     */
    record Name(String id, String title) {
    }

    /** The formats that the provider may return. */
    Set<AudioFormat> formats();

    /** The model used if the caller names none; empty if it has no name. */
    default Optional<Name> defaultModel() {
        return Optional.empty();
    }

    /**
     * Speaks the text. Completes at the first byte, or fails with a {@link io.voiceforge.error.ProviderFailure}. Closes what it
     * has opened when the call is cancelled.
     *
     * @param request {@code request.spokenFormat()} is the preferred format, which a provider that supports it should return;
     *        {@code request.model()} is one of this provider's, or null for its default
     */
    Uni<AudioStream> speak(SpeechRequest request, Attempt attempt);
}
