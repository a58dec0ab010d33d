package io.voiceforge.chat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * One message of a conversation.
 *
 * @param role {@code system}, {@code user} or {@code assistant}
 */
public record ChatMessage(String role, String content) {

    public static ChatMessage system(String content) {
        return new ChatMessage("system", content);
    }

    public static ChatMessage user(String content) {
        return new ChatMessage("user", content);
    }

    public static ChatMessage assistant(String content) {
        return new ChatMessage("assistant", content);
    }

    static JsonArray toJson(Iterable<ChatMessage> messages) {
        JsonArray array = new JsonArray();
        messages.forEach(message -> array.add(new JsonObject().put("role", message.role()).put("content", message.content())));
        return array;
    }
}
