package io.voiceforge.flow;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.voiceforge.chat.ChatCompletion;
import io.voiceforge.chat.ChatMessage;
import io.voiceforge.chat.ChatRequest;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.gateway.Call;
import io.voiceforge.gateway.ChatCalls;
import io.voiceforge.provider.TimeLimits;

/** The language model that writes flows and speaks for their subagents. */
@ApplicationScoped
class FlowModel {

    private final ChatCalls chat;
    private final TimeLimits generation;

    FlowModel(ChatCalls chat, FlowsConfig config) {
        this.chat = chat;
        this.generation = new TimeLimits(config.generationFirstByte(), config.generationChain(), config.generationChain(),
                config.generationChain());
    }

    /** The text of the response, within the usual time limits. */
    Uni<String> ask(String model, List<ChatMessage> messages, JsonObject format, Call call) {
        return ask(ChatRequest.of(model, messages, format, true), ChatRequest.of(model, messages, null, true), call);
    }

    /**
     * The text of a whole flow, with longer time limits.
     *
     * @param isFormatOptional whether a provider that does not support response formats may respond
     */
    Uni<String> generate(String model, List<ChatMessage> messages, JsonObject format, boolean isFormatOptional, Call call) {
        return ask(ChatRequest.of(model, messages, format, isFormatOptional).within(generation),
                ChatRequest.of(model, messages, null, isFormatOptional).within(generation), call);
    }

    /**
     * A provider that rejects the request may not support the response format, so the request is repeated without it; the
     * messages describe the form too.
     */
    private Uni<String> ask(ChatRequest request, ChatRequest withoutFormat, Call call) {
        return chat.complete(request, call)
                .onFailure(failure -> failure instanceof ApiException rejected
                        && (rejected.code() == ErrorCode.PROVIDER_REJECTED_REQUEST
                                || rejected.code() == ErrorCode.UNPROCESSABLE))
                .recoverWithUni(() -> chat.complete(withoutFormat, call))
                .map(ChatCompletion::content);
    }
}
