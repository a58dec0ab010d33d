package io.voiceforge.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.vertx.core.json.JsonObject;
import io.voiceforge.chat.ChatRequest.Remembered;

/** Conversations whose history the gateway keeps. */
@ApplicationScoped
public class Conversations {

    private final ChatSessions sessions;

    Conversations(ChatSessions sessions) {
        this.sessions = sessions;
    }

    /**
     * Prepares the next turn, with the conversation so far.
     *
     * @param sessionId the caller's id for the session, or null for a new one
     * @param customPrompt the system prompt of {@link ChatMode#CUSTOM}; null for the other modes
     * @param model the caller's name for the model, or null
     */
    public Turn next(UUID keyId, String sessionId, ChatMode mode, String customPrompt, String message, String model) {
        String id = sessionId != null ? sessionId : UUID.randomUUID().toString();
        ChatSessions.Snapshot before = sessions.look(keyId, id);
        String systemPrompt = customPrompt != null ? customPrompt : mode.systemPrompt();

        List<ChatMessage> messages = new ArrayList<>();
        if (systemPrompt != null) {
            messages.add(ChatMessage.system(systemPrompt));
        }
        messages.addAll(before.messages());
        messages.add(ChatMessage.user(message));
        ChatRequest request = new ChatRequest(model,
                ChatBody.of(new JsonObject().put("messages", ChatMessage.toJson(messages))),
                Optional.of(new Remembered(before.providerId(), message, mode, systemPrompt)), false, Optional.empty());
        return new Turn(id, mode, request, answer -> sessions.remember(keyId, id, before, message, answer));
    }
}
