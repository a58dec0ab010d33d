package io.voiceforge.model;

import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.voiceforge.provider.ProviderCatalog;
import io.voiceforge.provider.RecentList;

/**
 * The models of all configured providers, in the order in which the providers are tried. A provider's list is cached for a
 * minute. If a provider is unavailable, its last list is used, and it is not asked again for 5 seconds.
 */
@ApplicationScoped
public class ModelCatalog {

    private final List<RecentList<Model>> lists;

    @Inject
    ModelCatalog(ProviderCatalog providers) {
        this(providers.adapters(ModelSource.class), System::nanoTime);
    }

    ModelCatalog(List<ModelSource> sources, LongSupplier nanoClock) {
        this.lists = sources.stream().map(source -> new RecentList<>(source::models, nanoClock)).toList();
    }

    /** Returns all models; never fails, and completes within 3 s. */
    public Uni<List<Model>> all() {
        return Uni.join().all(lists.stream().map(RecentList::get).toList()).andFailFast()
                .map(found -> found.stream().flatMap(Collection::stream).toList());
    }
}
