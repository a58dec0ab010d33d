package io.voiceforge.model;

import java.util.List;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Provider;

/** Knows the models of one provider. */
public interface ModelSource {

    Provider provider();

    /** The models now; none when the provider is not configured. Fails when it cannot be asked. */
    Uni<List<Model>> models();
}
