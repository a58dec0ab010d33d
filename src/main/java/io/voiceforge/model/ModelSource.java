package io.voiceforge.model;

import java.util.List;

import io.smallrye.mutiny.Uni;
import io.voiceforge.provider.ProviderAdapter;

/** The port to a provider's list of models. */
public interface ModelSource extends ProviderAdapter {

    /** The models now. Fails when the provider cannot be asked. */
    Uni<List<Model>> models();
}
