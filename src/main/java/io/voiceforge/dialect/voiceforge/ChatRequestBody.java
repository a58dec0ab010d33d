package io.voiceforge.dialect.voiceforge;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;

import io.voiceforge.chat.ChatMode;
import io.voiceforge.dialect.JsonBody;

/**
 * The body of {@code POST /api/vllm/chat}.
 *
 * @param sessionId or null
 * @param systemPrompt only in {@link ChatMode#CUSTOM}, otherwise null
 * @param voice the id of a voice, or null for no spoken reply
 * @param model or null
 */
@Schema(requiredProperties = "message", additionalProperties = Schema.False.class, examples = """
        {"message":"Good morning!","mode":"echo"}""")
record ChatRequestBody(@Schema(minLength = 1, maxLength = RequestBodies.MAX_MESSAGE) String message,
        @JsonProperty("session_id") @Schema(nullable = true, minLength = 1, maxLength = RequestBodies.MAX_ID, description = "Continues this session, or opens it") String sessionId,
        @Schema(nullable = true, implementation = String.class, defaultValue = "assistant") ChatMode mode,
        @JsonProperty("system_prompt") @Schema(nullable = true, minLength = 1, maxLength = RequestBodies.MAX_MESSAGE, description = "In mode custom only, and required there") String systemPrompt,
        @Schema(nullable = true, minLength = 1, maxLength = RequestBodies.MAX_ID, description = "A voice that speaks the reply") String voice,
        @Schema(nullable = true, minLength = 1, maxLength = RequestBodies.MAX_MODEL, description = "space/…, openai/… and hf/… pin the provider") String model,
        @Schema(description = "Answer with events") boolean stream) {

    /** Reports all problems at once. */
    static ChatRequestBody of(JsonNode json) {
        JsonBody body = RequestBodies.read(json, "message", "session_id", "mode", "system_prompt", "voice", "model", "stream");
        String message = RequestBodies.requiredText(body, "message", RequestBodies.MAX_MESSAGE);
        String sessionId = RequestBodies.text(body, "session_id", RequestBodies.MAX_ID);
        if (sessionId != null && sessionId.codePoints().anyMatch(Character::isISOControl)) {
            body.problem("session_id", "must not contain control characters");
        }
        ChatMode mode = mode(body);
        String systemPrompt = RequestBodies.text(body, "system_prompt", RequestBodies.MAX_MESSAGE);
        if (mode == ChatMode.CUSTOM && !body.hasNonNull("system_prompt")) {
            body.problem("system_prompt", "is required in mode custom");
        } else if (mode != ChatMode.CUSTOM && body.hasNonNull("system_prompt")) {
            body.problem("system_prompt", "is allowed only in mode custom");
        }
        ChatRequestBody request = new ChatRequestBody(message, sessionId, mode, systemPrompt,
                RequestBodies.text(body, "voice", RequestBodies.MAX_ID),
                RequestBodies.text(body, "model", RequestBodies.MAX_MODEL), Boolean.TRUE.equals(body.bool("stream")));
        body.throwIfAny();
        return request;
    }

    private static ChatMode mode(JsonBody body) {
        if (!body.hasNonNull("mode")) {
            return ChatMode.ASSISTANT;
        }
        return ChatMode.of(body.get("mode").asText()).orElseGet(() -> {
            body.problem("mode", "must be assistant, conversational, echo or custom");
            return ChatMode.ASSISTANT;
        });
    }
}
