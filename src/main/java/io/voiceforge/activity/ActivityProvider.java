package io.voiceforge.activity;

import io.smallrye.mutiny.Uni;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.ProviderAdapter;

/** The port to providers that detect voice activity. */
public interface ActivityProvider extends ProviderAdapter {

    /**
     * Detects voice activity. Fails with a {@link io.voiceforge.error.ProviderFailure}, which is {@code NotOffered} if the
     * provider does not support this kind of audio.
     */
    Uni<VoiceActivity> detect(ActivityRequest request, Attempt attempt);
}
