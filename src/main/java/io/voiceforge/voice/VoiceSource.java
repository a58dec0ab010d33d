package io.voiceforge.voice;

import java.util.List;

import io.smallrye.mutiny.Uni;
import io.voiceforge.provider.ProviderAdapter;

/** A provider that has voices of its own. */
public interface VoiceSource extends ProviderAdapter {

    /** Returns its voices, at most {@value ProviderVoices#MAX_PER_PROVIDER}. Fails if the provider is unavailable. */
    Uni<List<OwnVoice>> voices();
}
