package io.voiceforge.dialect.voiceforge;

import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.voiceforge.chat.ChatMode;

/**
 * The body of {@code POST /api/vllm/chat}.
 *
 * @param sessionId or null
 * @param systemPrompt in {@link ChatMode#CUSTOM} only, otherwise null
 * @param voice the id of a voice, or null for no spoken answer
 * @param model or null
 */
record ChatFields(String message, String sessionId, ChatMode mode, String systemPrompt, String voice, String model,
        boolean stream) {

    private static final int MAX_MESSAGE = 16_000;
    private static final int MAX_ID = 100;
    private static final int MAX_MODEL = 200;

    /** Fails with all problems. */
    static ChatFields of(JsonNode node) {
        JsonFields body = JsonFields.of(node);
        body.refuseUnknown(Set.of("message", "session_id", "mode", "system_prompt", "voice", "model", "stream"));
        String message = text(body, "message", MAX_MESSAGE);
        if (!body.hasNonNull("message")) {
            body.problem("message", "is required");
        }
        String sessionId = text(body, "session_id", MAX_ID);
        if (sessionId != null && sessionId.codePoints().anyMatch(Character::isISOControl)) {
            body.problem("session_id", "must not hold control characters");
        }
        ChatMode mode = mode(body);
        String systemPrompt = text(body, "system_prompt", MAX_MESSAGE);
        if (mode == ChatMode.CUSTOM && !body.hasNonNull("system_prompt")) {
            body.problem("system_prompt", "is required in the mode custom");
        } else if (mode != ChatMode.CUSTOM && body.hasNonNull("system_prompt")) {
            body.problem("system_prompt", "goes only with the mode custom");
        }
        ChatFields fields = new ChatFields(message, sessionId, mode, systemPrompt, text(body, "voice", MAX_ID),
                text(body, "model", MAX_MODEL), body.hasNonNull("stream") && Boolean.TRUE.equals(body.bool("stream")));
        body.throwIfAny();
        return fields;
    }

    private static ChatMode mode(JsonFields body) {
        if (!body.hasNonNull("mode")) {
            return ChatMode.ASSISTANT;
        }
        return ChatMode.of(body.get("mode").asText()).orElseGet(() -> {
            body.problem("mode", "must be assistant, conversational, echo or custom");
            return ChatMode.ASSISTANT;
        });
    }

    /** Null when it is missing, null or wrong. */
    private static String text(JsonFields body, String name, int most) {
        if (!body.hasNonNull(name)) {
            return null;
        }
        JsonNode node = body.get(name);
        String text = node.isTextual() ? node.textValue() : "";
        if (text.isBlank() || text.codePointCount(0, text.length()) > most) {
            body.problem(name, "must be a text of 1 to " + most + " characters");
            return null;
        }
        if (!JsonFields.isWellFormed(text)) {
            body.problem(name, "must not hold broken characters");
        }
        return text;
    }
}
