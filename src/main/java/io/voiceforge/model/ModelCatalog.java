package io.voiceforge.model;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.voiceforge.provider.ProviderCatalog;

/**
 * The models of all configured providers, in the order in which the providers are tried. A provider's list is cached for a
 * minute. If a provider is unavailable, its last list is used, and it is not asked again for 5 seconds.
 */
@ApplicationScoped
public class ModelCatalog {

    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final List<CachedModels> caches;

    @Inject
    ModelCatalog(ProviderCatalog providers) {
        this(providers.adapters(ModelSource.class), System::nanoTime);
    }

    ModelCatalog(List<ModelSource> sources, LongSupplier nanoClock) {
        this.caches = sources.stream().map(source -> new CachedModels(source, nanoClock)).toList();
    }

    /** Returns all models; never fails, and completes within 3 s. */
    public Uni<List<Model>> all() {
        return Uni.join().all(caches.stream().map(cache -> cache.models).toList()).andFailFast()
                .map(found -> found.stream().flatMap(Collection::stream).toList());
    }

    /** The cached models of one provider. */
    private static final class CachedModels {

        private final Uni<List<Model>> models;
        private final LongSupplier nanoClock;
        private volatile List<Model> last = List.of();
        private volatile long endNanos;

        CachedModels(ModelSource source, LongSupplier nanoClock) {
            this.nanoClock = nanoClock;
            this.models = Uni.createFrom().deferred(source::models)
                    .ifNoItem().after(PATIENCE).fail()
                    .onItem().invoke(found -> keep(found, FRESH))
                    .onFailure().recoverWithItem(() -> {
                        keep(last, PAUSE);
                        return last;
                    })
                    .memoize().until(() -> nanoClock.getAsLong() - endNanos >= 0);
        }

        private void keep(List<Model> found, Duration time) {
            last = found;
            endNanos = nanoClock.getAsLong() + time.toNanos();
        }
    }
}
