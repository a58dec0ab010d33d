package io.voiceforge.speech;

import java.util.Optional;
import java.util.Set;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.audio.AudioStream;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.ProviderAdapter;

/** The port to whatever turns text into audio. */
public interface SpeechProvider extends ProviderAdapter {

    /**
     * A model's name.
     *
     * @param id as callers write it
     * @param title for people
     */
    record Name(String id, String title) {
    }

    /** The formats in which it may answer. */
    Set<AudioFormat> formats();

    /** The model that speaks when none is named; empty when it has no name. */
    default Optional<Name> defaultModel() {
        return Optional.empty();
    }

    /**
     * Speaks. Completes when the first byte is there, or fails with a {@link io.voiceforge.error.ProviderFailure}. What has been
     * opened is closed when the call is cancelled.
     *
     * @param request {@code request.spokenFormat()} is what is wanted most: a provider that can give it should;
     *        {@code request.model()} is one of this provider's, or null for its default
     */
    Uni<AudioStream> speak(SpeechRequest request, Attempt attempt);
}
