package io.voiceforge.chat;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Call;

/**
 * Goes on with a conversation. Implementations never block the calling thread; they fail with a
 * {@link io.voiceforge.error.ProviderFailure}, and close what they have opened when the call is cancelled.
 */
public interface ChatProvider {

    /** Whether it is configured and can answer this. */
    boolean offers(ChatRequest request);

    /** Completes with the whole answer. */
    Uni<ChatAnswer> complete(ChatRequest request, Call call);

    /** Completes with the first part of the answer. */
    Uni<ChatStream> stream(ChatRequest request, Call call);
}
