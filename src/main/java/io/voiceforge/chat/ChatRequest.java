package io.voiceforge.chat;

import java.util.List;
import java.util.Optional;

import io.vertx.core.json.JsonObject;
import io.voiceforge.provider.TimeLimits;

/**
 * A conversation to be continued.
 *
 * @param model as the caller names it, or null
 * @param body the members of OpenAI's {@code chat/completions} as they are to reach the provider, except for {@code model} and
 *        {@code stream}; not to be changed
 * @param remembered the conversation as a provider needs it that remembers by itself what has been said; empty for one that is all in
 *        the body
 * @param isFormatOptional whether a provider may answer that knows nothing of {@code response_format}
 * @param limits time limits of its own, or empty for the usual ones
 */
public record ChatRequest(String model, JsonObject body, Optional<Remembered> remembered, boolean isFormatOptional,
        Optional<TimeLimits> limits) {

    /**
     * A conversation that a provider may remember.
     *
     * @param id random: never a caller's own, which callers with another key could name too
     * @param message what is new
     * @param systemPrompt or null
     */
    public record Remembered(String id, String message, ChatMode mode, String systemPrompt) {
    }

    /** A caller's own body, passed through; {@code messages} is a non-empty array of objects. */
    public static ChatRequest passedThrough(JsonObject body) {
        return new ChatRequest(body.getString("model"), body, Optional.empty(), false, Optional.empty());
    }

    /**
     * A question of the gateway's own.
     *
     * @param messages at least one; the last is the question
     * @param responseFormat what the answer has to look like, in OpenAI's form, or null for free text
     */
    public static ChatRequest of(String model, List<ChatMessage> messages, JsonObject responseFormat,
            boolean isFormatOptional) {
        JsonObject body = new JsonObject().put("messages", ChatMessage.toJson(messages));
        if (responseFormat != null) {
            body.put("response_format", responseFormat);
        }
        return new ChatRequest(model, body, Optional.empty(), isFormatOptional, Optional.empty());
    }

    /** The same, by that model. */
    public ChatRequest withModel(String newModel) {
        return new ChatRequest(newModel, body, remembered, isFormatOptional, limits);
    }

    /** The same, with time limits of its own. */
    public ChatRequest within(TimeLimits newLimits) {
        return new ChatRequest(model, body, remembered, isFormatOptional, Optional.of(newLimits));
    }

    /** Code points of all that is sent. */
    public long characters() {
        String text = body.encode();
        return text.codePointCount(0, text.length());
    }
}
