package io.voiceforge.provider;

import java.util.stream.Stream;

import io.voiceforge.call.Operation;

/** The models that providers are asked for on behalf of one request. Nothing is looked up before it is wanted. */
public final class AskedModels {

    private final ProviderCatalog catalog;
    private final Operation operation;
    private final RequestedModel model;

    AskedModels(ProviderCatalog catalog, Operation operation, RequestedModel model) {
        this.catalog = catalog;
        this.operation = operation;
        this.model = model;
    }

    /** Those that may be asked, in their order. */
    public Stream<ProviderId> providers() {
        return catalog.allowed(operation, model);
    }

    /** The model of one of them, or null if it chooses itself. */
    public String of(ProviderId provider) {
        return catalog.nameFor(provider, operation, model);
    }
}
