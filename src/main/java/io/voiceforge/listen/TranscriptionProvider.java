package io.voiceforge.listen;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Call;

/** Turns audio into text. Implementations never block the calling thread. */
public interface TranscriptionProvider {

    /**
     * Listens. Completes when the whole transcript, or the first of its events, is there, or fails with a
     * {@link io.voiceforge.error.ProviderFailure}, which is {@code NotOffered} when it is not configured or cannot do what is
     * asked. What has been opened is closed when the call is cancelled.
     */
    Uni<Transcription> transcribe(TranscriptionRequest request, Call call);
}
