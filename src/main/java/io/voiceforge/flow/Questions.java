package io.voiceforge.flow;

import io.smallrye.mutiny.Uni;
import io.voiceforge.chat.ChatAnswer;
import io.voiceforge.chat.ChatRequest;

/** How a language model is asked on behalf of one caller, within what he may use. */
@FunctionalInterface
public interface Questions {

    /** Fails with an {@link io.voiceforge.error.ApiException}. */
    Uni<ChatAnswer> ask(ChatRequest request);
}
