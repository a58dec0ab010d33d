package io.voiceforge.chat;

import io.smallrye.mutiny.Uni;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.ProviderAdapter;

/**
 * The port to providers that continue a conversation. Implementations fail with a {@link io.voiceforge.error.ProviderFailure},
 * and close what they have opened when the call is cancelled. A request's model is one of the provider's own, or null for its
 * default.
 */
public interface ChatProvider extends ProviderAdapter {

    /** Whether the provider can serve this request. */
    boolean offers(ChatRequest request);

    /** Completes with the whole response. */
    Uni<ChatCompletion> complete(ChatRequest request, Attempt attempt);

    /** Completes at the first part of the response. */
    Uni<ChatStream> stream(ChatRequest request, Attempt attempt);
}
