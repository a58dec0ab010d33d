package io.voiceforge.transcription;

import io.smallrye.mutiny.Uni;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.ProviderAdapter;

/** The port to providers that turn audio into text. */
public interface TranscriptionProvider extends ProviderAdapter {

    /** Whether the provider can serve this request. */
    boolean offers(TranscriptionRequest request);

    /** The one model that it transcribes with, for callers to see; null if that is not for the gateway to say. */
    default String model() {
        return null;
    }

    /**
     * Transcribes the audio. Completes when the whole transcript or its first event has arrived, or fails with a
     * {@link io.voiceforge.error.ProviderFailure}. Closes what it has opened when the call is cancelled.
     *
     * @param request {@code request.model()} is one of this provider's, or null for its default
     */
    Uni<Transcription> transcribe(TranscriptionRequest request, Attempt attempt);
}
