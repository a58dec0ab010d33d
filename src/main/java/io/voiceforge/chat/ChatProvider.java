package io.voiceforge.chat;

import io.smallrye.mutiny.Uni;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.ProviderAdapter;

/**
 * The port to whatever continues a conversation. Implementations fail with a {@link io.voiceforge.error.ProviderFailure}, and close
 * what they have opened when the call is cancelled. A request's model is one of the provider's own, or null for its default.
 */
public interface ChatProvider extends ProviderAdapter {

    /** Whether it can answer this. */
    boolean offers(ChatRequest request);

    /** Completes with the whole answer. */
    Uni<ChatCompletion> complete(ChatRequest request, Attempt attempt);

    /** Completes with the first part of the answer. */
    Uni<ChatStream> stream(ChatRequest request, Attempt attempt);
}
