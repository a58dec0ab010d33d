package io.voiceforge.chat;

import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Call;
import io.voiceforge.call.Provider;
import io.voiceforge.error.ProviderFailure;

/** Asks one provider, unless that is in vain. */
final class ChatAttempt {

    private ChatAttempt() {
    }

    static Uni<ChatAnswer> complete(Provider id, ChatProvider provider, ChatRequest request, Call call) {
        return ask(id, provider, request, call, () -> provider.complete(request, call));
    }

    static Uni<ChatStream> stream(Provider id, ChatProvider provider, ChatRequest request, Call call) {
        return ask(id, provider, request, call, () -> provider.stream(request, call));
    }

    private static <T> Uni<T> ask(Provider id, ChatProvider provider, ChatRequest request, Call call,
            Supplier<Uni<T>> question) {
        if (call.isCancelled()) {
            return Uni.createFrom().failure(new CancellationException("The caller has left"));
        }
        if (!request.model().allows(id) || !provider.offers(request)) {
            return Uni.createFrom().failure(new ProviderFailure.NotOffered(id.wireName() + ": not configured for this"));
        }
        return question.get();
    }
}
