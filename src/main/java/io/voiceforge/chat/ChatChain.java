package io.voiceforge.chat;

import java.util.concurrent.CancellationException;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.faulttolerance.Fallback;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Call;
import io.voiceforge.call.From;
import io.voiceforge.call.Provider;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ProviderFailure;

/** The whole chain: the Space and OpenAI, then Hugging Face's router. */
@ApplicationScoped
class ChatChain {

    private final PreferredChat preferred;
    private final ChatProvider router;

    ChatChain(PreferredChat preferred, @From(Provider.HUGGINGFACE) ChatProvider router) {
        this.preferred = preferred;
        this.router = router;
    }

    @Fallback(fallbackMethod = "completeByRouter", skipOn = { ProviderFailure.RejectedCaller.class, CancellationException.class,
            ApiException.class })
    Uni<ChatAnswer> complete(ChatRequest request, Call call) {
        return preferred.complete(request, call);
    }

    Uni<ChatAnswer> completeByRouter(ChatRequest request, Call call, Throwable earlierFailure) {
        return ChatAttempt.complete(Provider.HUGGINGFACE, router, request, call)
                .onFailure(ProviderFailure.NotOffered.class).transform(notOffered -> earlierFailure);
    }

    @Fallback(fallbackMethod = "streamFromRouter", skipOn = { ProviderFailure.RejectedCaller.class, CancellationException.class,
            ApiException.class })
    Uni<ChatStream> stream(ChatRequest request, Call call) {
        return preferred.stream(request, call);
    }

    Uni<ChatStream> streamFromRouter(ChatRequest request, Call call, Throwable earlierFailure) {
        return ChatAttempt.stream(Provider.HUGGINGFACE, router, request, call)
                .onFailure(ProviderFailure.NotOffered.class).transform(notOffered -> earlierFailure);
    }
}
