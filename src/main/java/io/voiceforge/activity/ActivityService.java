package io.voiceforge.activity;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.CallContext;
import io.voiceforge.call.Operation;
import io.voiceforge.error.ApiException;
import io.voiceforge.provider.AskedModels;
import io.voiceforge.provider.LimitsConfig;
import io.voiceforge.provider.Plan;
import io.voiceforge.provider.ProviderCatalog;
import io.voiceforge.provider.ProviderChain;
import io.voiceforge.provider.RequestedModel;
import io.voiceforge.provider.Step;
import io.voiceforge.provider.TimeLimits;

/** Detects voice activity with the first provider that can. */
@ApplicationScoped
public class ActivityService {

    private final List<ActivityProvider> providers;
    private final ProviderCatalog catalog;
    private final ProviderChain chain;
    private final TimeLimits limits;

    ActivityService(ProviderCatalog catalog, ProviderChain chain, LimitsConfig limits) {
        this.providers = catalog.inOrder(Operation.VAD, ActivityProvider.class);
        this.catalog = catalog;
        this.chain = chain;
        this.limits = limits.of(Operation.VAD);
    }

    /** The models that the providers which may be asked would be asked for. */
    public AskedModels models() {
        return catalog.asked(Operation.VAD, new RequestedModel(null, null));
    }

    /** Fails with an {@link ApiException}; cancelling the call closes everything it has open. */
    public Uni<Detection> detect(ActivityRequest request, CallContext call) {
        List<Step<Detection>> steps = providers.stream()
                .map(provider -> new Step<>(provider, attempt -> provider.detect(request, attempt)
                        .map(activity -> new Detection(provider.provider(), activity))))
                .toList();
        return chain.run(new Plan<>(Operation.VAD, call, limits, steps, false));
    }
}
