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

/** The first half of the chain: the Space, then OpenAI. */
@ApplicationScoped
class PreferredChat {

    private final ChatProvider space;
    private final ChatProvider openAi;

    PreferredChat(@From(Provider.SPACE) ChatProvider space, @From(Provider.OPENAI) ChatProvider openAi) {
        this.space = space;
        this.openAi = openAi;
    }

    @Fallback(fallbackMethod = "completeByOpenAi", skipOn = { ProviderFailure.RejectedCaller.class, CancellationException.class,
            ApiException.class })
    Uni<ChatAnswer> complete(ChatRequest request, Call call) {
        return ChatAttempt.complete(Provider.SPACE, space, request, call);
    }

    Uni<ChatAnswer> completeByOpenAi(ChatRequest request, Call call, Throwable spaceFailure) {
        return ChatAttempt.complete(Provider.OPENAI, openAi, request, call)
                .onFailure(ProviderFailure.NotOffered.class).transform(notOffered -> spaceFailure);
    }

    @Fallback(fallbackMethod = "streamFromOpenAi", skipOn = { ProviderFailure.RejectedCaller.class, CancellationException.class,
            ApiException.class })
    Uni<ChatStream> stream(ChatRequest request, Call call) {
        return ChatAttempt.stream(Provider.SPACE, space, request, call);
    }

    Uni<ChatStream> streamFromOpenAi(ChatRequest request, Call call, Throwable spaceFailure) {
        return ChatAttempt.stream(Provider.OPENAI, openAi, request, call)
                .onFailure(ProviderFailure.NotOffered.class).transform(notOffered -> spaceFailure);
    }
}
