package io.voiceforge.chat;

import java.util.List;
import java.util.Optional;

import io.vertx.core.json.JsonObject;
import io.voiceforge.call.PinnedModel;

/**
 * What a conversation is to go on with.
 *
 * @param model which model, and who may answer
 * @param body the members of OpenAI's {@code chat/completions}, as they are to reach the provider but for {@code model} and
 *        {@code stream}; not to be changed
 * @param space the same for a Space; empty when a Space cannot answer it or must not
 * @param lengthy whether the whole answer takes so long that it gets more time
 */
public record ChatRequest(PinnedModel model, JsonObject body, Optional<SpaceTurn> space, boolean lengthy) {

    ChatRequest(PinnedModel model, JsonObject body, Optional<SpaceTurn> space) {
        this(model, body, space, false);
    }

    /** A caller's own body, passed through; {@code messages} is an array of objects and not empty. */
    public static ChatRequest passedThrough(JsonObject body) {
        PinnedModel model = PinnedModel.of(body.getString("model"));
        return new ChatRequest(model, body, SpaceTurn.of(body));
    }

    /**
     * A question of the gateway's own.
     *
     * @param model as callers name it, or null for the provider's default
     * @param messages at least one; the last is the question
     * @param responseFormat what the answer has to look like, in OpenAI's form, or null for free text
     * @param spaceAcceptable whether a Space may answer, which knows nothing of response formats
     */
    public static ChatRequest of(String model, List<ChatMessage> messages, JsonObject responseFormat,
            boolean spaceAcceptable) {
        JsonObject body = new JsonObject().put("messages", ChatMessage.toJson(messages));
        // before the format, which a Space does not know and is not told of
        Optional<SpaceTurn> space = spaceAcceptable ? SpaceTurn.of(body) : Optional.empty();
        if (responseFormat != null) {
            body.put("response_format", responseFormat);
        }
        return new ChatRequest(PinnedModel.of(model), body, space);
    }

    /** The same, with more time for the answer. */
    public ChatRequest withMoreTime() {
        return new ChatRequest(model, body, space, true);
    }

    /** Characters of all that is sent. */
    public long characters() {
        String text = body.encode();
        return text.codePointCount(0, text.length());
    }
}
