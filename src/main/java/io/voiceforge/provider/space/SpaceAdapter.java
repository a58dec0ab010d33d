package io.voiceforge.provider.space;

import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.ProviderAdapter;
import io.voiceforge.provider.ProviderId;

/** What everything that a Space can do has in common. */
abstract class SpaceAdapter implements ProviderAdapter {

    final SpaceClient space;

    SpaceAdapter(SpaceClient space) {
        this.space = space;
    }

    @Override
    public final ProviderId provider() {
        return space.provider();
    }

    @Override
    public final ProviderFailure knownFailure() {
        return space.knownFailure();
    }
}
