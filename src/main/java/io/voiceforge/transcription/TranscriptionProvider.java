package io.voiceforge.transcription;

import io.smallrye.mutiny.Uni;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.ProviderAdapter;

/** The port to whatever turns audio into text. */
public interface TranscriptionProvider extends ProviderAdapter {

    /** Whether it can do what the request asks. */
    boolean offers(TranscriptionRequest request);

    /**
     * Transcribes. Completes when the whole transcript, or the first of its events, is there, or fails with a
     * {@link io.voiceforge.error.ProviderFailure}. What has been opened is closed when the call is cancelled.
     *
     * @param request {@code request.model()} is one of this provider's, or null for its default
     */
    Uni<Transcription> transcribe(TranscriptionRequest request, Attempt attempt);
}
