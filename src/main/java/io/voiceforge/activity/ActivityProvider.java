package io.voiceforge.activity;

import io.smallrye.mutiny.Uni;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.ProviderAdapter;

/** The port to whatever finds speech in audio. */
public interface ActivityProvider extends ProviderAdapter {

    /**
     * Searches the audio. Fails with a {@link io.voiceforge.error.ProviderFailure}, which is {@code NotOffered} when it cannot read
     * this kind of audio.
     */
    Uni<VoiceActivity> detect(ActivityRequest request, Attempt attempt);
}
