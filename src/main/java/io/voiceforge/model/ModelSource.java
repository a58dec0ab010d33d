package io.voiceforge.model;

import java.util.List;

import io.smallrye.mutiny.Uni;
import io.voiceforge.provider.ProviderAdapter;

/** A provider that can list its models. */
public interface ModelSource extends ProviderAdapter {

    /** Returns the current models. Fails if the provider is unavailable. */
    Uni<List<Model>> models();

    /** Models that are offered whether or not the provider lists them, or is available. */
    default List<Model> configured() {
        return List.of();
    }
}
