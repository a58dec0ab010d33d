package io.voiceforge.chat;

import java.util.List;
import java.util.Optional;

import io.vertx.core.json.JsonObject;
import io.voiceforge.provider.TimeLimits;

/**
 * A conversation to continue.
 *
 * @param model the caller's name for the model, or null
 * @param body as sent to the provider, except for its {@code model} and {@code stream}
 * @param remembered the conversation, for providers that keep its history themselves; empty if all of it is in the body
 * @param isFormatOptional whether a provider that does not support {@code response_format} may respond
 * @param limits the request's own time limits, or empty for the usual ones
 */
public record ChatRequest(String model, ChatBody body, Optional<Remembered> remembered, boolean isFormatOptional,
        Optional<TimeLimits> limits) {

    /**
     * A conversation whose history a provider may keep.
     *
     * @param id random; never the caller's own, which callers with another key could use too
     * @param message the new message
     * @param systemPrompt or null
     */
    public record Remembered(String id, String message, ChatMode mode, String systemPrompt) {
    }

    /** A caller's own body, passed through. */
    public static ChatRequest passedThrough(ChatBody body) {
        return new ChatRequest(body.model(), body, Optional.empty(), false, Optional.empty());
    }

    /**
     * A request of the gateway's own.
     *
     * @param messages at least one; the last is the question
     * @param responseFormat the required form of the response, in OpenAI's format, or null for free text
     */
    public static ChatRequest of(String model, List<ChatMessage> messages, JsonObject responseFormat,
            boolean isFormatOptional) {
        JsonObject body = new JsonObject().put("messages", ChatMessage.toJson(messages));
        if (responseFormat != null) {
            body.put("response_format", responseFormat);
        }
        return new ChatRequest(model, ChatBody.of(body), Optional.empty(), isFormatOptional, Optional.empty());
    }

    /** The same request with this model. */
    public ChatRequest withModel(String newModel) {
        return new ChatRequest(newModel, body, remembered, isFormatOptional, limits);
    }

    /** The same request with its own time limits. */
    public ChatRequest within(TimeLimits newLimits) {
        return new ChatRequest(model, body, remembered, isFormatOptional, Optional.of(newLimits));
    }

    /** Code points in the whole body. */
    public long characters() {
        return body.characters();
    }
}
