package io.voiceforge.chat;

import java.time.Duration;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.CallContext;
import io.voiceforge.call.Operation;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.provider.AskedModels;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.LimitsConfig;
import io.voiceforge.provider.Plan;
import io.voiceforge.provider.ProviderCatalog;
import io.voiceforge.provider.ProviderChain;
import io.voiceforge.provider.RequestedModel;
import io.voiceforge.provider.Step;
import io.voiceforge.provider.TimeLimits;

/**
 * Continues a conversation with the first provider that can. Cancelling the call closes everything it has open. Fails with an
 * {@link ApiException}.
 */
@ApplicationScoped
public class ChatService {

    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

    private final List<ChatProvider> providers;
    private final ProviderCatalog catalog;
    private final ProviderChain chain;
    private final TimeLimits whole;
    private final TimeLimits streamed;

    ChatService(ProviderCatalog catalog, ProviderChain chain, LimitsConfig limits) {
        this.providers = catalog.inOrder(Operation.CHAT, ChatProvider.class);
        this.catalog = catalog;
        this.chain = chain;
        this.whole = limits.ofWholeChat();
        this.streamed = limits.of(Operation.CHAT);
    }

    /** Completes with the whole response. */
    public Uni<ChatCompletion> complete(ChatRequest request, CallContext call) {
        return chain.run(plan(request, call, whole, ChatProvider::complete));
    }

    /**
     * Completes at the first part of the response. From then on there is no fallback: if the provider fails, the stream fails.
     */
    public Uni<ChatStream> stream(ChatRequest request, CallContext call) {
        return chain.run(plan(request, call, streamed, ChatProvider::stream));
    }

    /** The models that the providers which may be asked would be asked for. */
    public AskedModels models(ChatRequest request) {
        return catalog.asked(Operation.CHAT, catalog.requested(request.model()));
    }

    /** Sends a request in one of the two ways. */
    private interface Question<T> {
        Uni<T> ask(ChatProvider provider, ChatRequest request, Attempt attempt);
    }

    private <T> Plan<T> plan(ChatRequest request, CallContext call, TimeLimits limits, Question<T> question) {
        RequestedModel model = catalog.requested(request.model());
        List<Step<T>> steps = catalog.steps(Operation.CHAT, providers.stream().filter(provider -> provider.offers(request)),
                model, (provider, name, attempt) -> question.ask(provider, request.withModel(name), attempt));
        return new Plan<>(Operation.CHAT, call, request.limits().orElse(limits), steps, true).orElse(ApiException.retryable(
                ErrorCode.NO_PROVIDER,
                "No provider that can answer this is configured. Set HF_ML_API_URL (a Hugging Face Space,"
                        + " for plain text), AI_INTEGRATIONS_OPENAI_API_KEY (OpenAI), or HUGGINGFACE_TOKEN with"
                        + " VOICEFORGE_HF_CHAT_MODEL (Hugging Face's router).",
                RETRY_AFTER));
    }
}
