package io.voiceforge.provider.huggingface;

import java.time.temporal.ChronoUnit;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;

import io.smallrye.faulttolerance.api.CustomBackoff;
import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Call;
import io.voiceforge.call.From;
import io.voiceforge.call.Operation;
import io.voiceforge.call.Provider;
import io.voiceforge.chat.ChatAnswer;
import io.voiceforge.chat.ChatProvider;
import io.voiceforge.chat.ChatRequest;
import io.voiceforge.chat.ChatStream;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.http.ChatCompletions;
import io.voiceforge.provider.http.ProviderGuard;
import io.voiceforge.provider.http.ProviderGuards;
import io.voiceforge.provider.http.RetryDelay;

/** Chat through the router, by the configured model unless the caller has pinned another. */
@ApplicationScoped
@From(Provider.HUGGINGFACE)
class HuggingFaceChat implements ChatProvider {

    private final HuggingFaceEndpoint endpoint;
    private final ChatCompletions completions;
    private final ProviderGuard guard;
    private final String configuredModel;

    HuggingFaceChat(HuggingFaceEndpoint endpoint, ChatCompletions completions, ProviderGuards guards, VoiceForgeConfig config) {
        this.endpoint = endpoint;
        this.completions = completions;
        this.guard = guards.create(Provider.HUGGINGFACE, Operation.CHAT);
        this.configuredModel = config.huggingface().chatModel().orElse(null);
    }

    @Override
    public boolean offers(ChatRequest request) {
        return endpoint.isConfigured();
    }

    @Override
    @Retry(maxRetries = 1, delay = 0, jitter = 0, retryOn = ProviderFailure.Transient.class)
    @CustomBackoff(RetryDelay.class)
    @Timeout(value = 1, unit = ChronoUnit.MINUTES)
    @Bulkhead(256)
    public Uni<ChatAnswer> complete(ChatRequest request, Call call) {
        return completions.complete(endpoint.get(), guard, request, model(request), isPinned(request), call);
    }

    @Override
    @Retry(maxRetries = 1, delay = 0, jitter = 0, retryOn = ProviderFailure.Transient.class)
    @CustomBackoff(RetryDelay.class)
    @Timeout(value = 1, unit = ChronoUnit.MINUTES)
    @Bulkhead(256)
    public Uni<ChatStream> stream(ChatRequest request, Call call) {
        return completions.stream(endpoint.get(), guard, request, model(request), isPinned(request), call);
    }

    private String model(ChatRequest request) {
        return isPinned(request) ? request.model().name() : configuredModel;
    }

    /** The name of a model that is meant for another provider means nothing here. */
    private static boolean isPinned(ChatRequest request) {
        return request.model().pin() == Provider.HUGGINGFACE && request.model().name() != null;
    }
}
