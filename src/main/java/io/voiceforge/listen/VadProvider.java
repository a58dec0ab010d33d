package io.voiceforge.listen;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Call;

/** Finds speech in audio. Implementations never block the calling thread. */
public interface VadProvider {

    /**
     * Looks through the audio. Fails with a {@link io.voiceforge.error.ProviderFailure}, which is {@code NotOffered} when it is
     * not configured, or with an {@link io.voiceforge.error.ApiException} when it cannot read the audio.
     */
    Uni<Activity> detect(VadRequest request, Call call);
}
