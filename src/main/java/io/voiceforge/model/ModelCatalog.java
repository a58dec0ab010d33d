package io.voiceforge.model;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    private record Source(List<Model> configured, RecentList<Model> listed) {

        /** What is configured, then what else is listed. */
        Uni<List<Model>> models() {
            Set<String> ids = configured.stream().map(Model::id).collect(Collectors.toSet());
            return listed.get().map(found -> Stream.concat(configured.stream(),
                    found.stream().filter(model -> !ids.contains(model.id()))).toList());
        }
    }

    private final List<Source> sources;

    @Inject
    ModelCatalog(ProviderCatalog providers) {
        this(providers.adapters(ModelSource.class), System::nanoTime);
    }

    ModelCatalog(List<ModelSource> sources, LongSupplier nanoClock) {
        this.sources = sources.stream()
                .map(source -> new Source(source.configured(), new RecentList<>(source::models, nanoClock))).toList();
    }

    /** Returns all models; never fails, and completes within 3 s. */
    public Uni<List<Model>> all() {
        return Uni.join().all(sources.stream().map(Source::models).toList()).andFailFast()
                .map(found -> found.stream().flatMap(Collection::stream).toList());
    }
}
