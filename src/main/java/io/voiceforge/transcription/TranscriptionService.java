package io.voiceforge.transcription;

import java.time.Duration;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.CallContext;
import io.voiceforge.call.Operation;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.provider.AskedModels;
import io.voiceforge.provider.LimitsConfig;
import io.voiceforge.provider.Plan;
import io.voiceforge.provider.ProviderCatalog;
import io.voiceforge.provider.ProviderChain;
import io.voiceforge.provider.RequestedModel;
import io.voiceforge.provider.Step;
import io.voiceforge.provider.TimeLimits;

/** Transcribes with the first provider that can. */
@ApplicationScoped
public class TranscriptionService {

    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

    private final List<TranscriptionProvider> providers;
    private final ProviderCatalog catalog;
    private final ProviderChain chain;
    private final TimeLimits limits;

    TranscriptionService(ProviderCatalog catalog, ProviderChain chain, LimitsConfig limits) {
        this.providers = catalog.inOrder(Operation.TRANSCRIPTION, TranscriptionProvider.class);
        this.catalog = catalog;
        this.chain = chain;
        this.limits = limits.of(Operation.TRANSCRIPTION);
    }

    /** Fails with an {@link ApiException}; cancelling the call closes everything it has open. */
    public Uni<Transcribed> transcribe(TranscriptionRequest request, CallContext call) {
        RequestedModel model = requested(request);
        List<Step<Transcribed>> steps = catalog.steps(Operation.TRANSCRIPTION,
                providers.stream().filter(provider -> provider.offers(request)), model,
                (provider, name, attempt) -> provider.transcribe(request.withModel(name), attempt)
                        .map(transcription -> new Transcribed(provider.provider(), provider.model(), transcription)));
        // uploads are not repeated with the same provider: the first one takes most of the time
        Plan<Transcribed> plan = new Plan<>(Operation.TRANSCRIPTION, call, limits, steps, false);
        return chain.run(plan.orElse(ApiException.retryable(ErrorCode.NO_PROVIDER, request.translate()
                ? "Only OpenAI translates. Set AI_INTEGRATIONS_OPENAI_API_KEY."
                : "No provider that can transcribe this is configured. Set HF_ML_API_URL (a Hugging Face Space),"
                        + " AI_INTEGRATIONS_OPENAI_API_KEY (OpenAI), or VOICEFORGE_LOCAL_TRANSCRIPTION (a program on the"
                        + " gateway's machine).",
                RETRY_AFTER)));
    }

    /** The models that the providers which may be asked would be asked for. */
    public AskedModels models(TranscriptionRequest request) {
        return catalog.asked(Operation.TRANSCRIPTION, requested(request));
    }

    private RequestedModel requested(TranscriptionRequest request) {
        RequestedModel model = catalog.requested(request.model());
        boolean isIgnored = request.ignoresUnknownModel() && model.pin() == null && model.name() != null
                && !catalog.isKnown(Operation.TRANSCRIPTION, model.name());
        return isIgnored ? new RequestedModel(null, null) : model;
    }
}
