package io.voiceforge.provider.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.chat.ChatMessage;
import io.voiceforge.chat.ChatRequest;

/**
 * A chat request in the Space's form: one message and its context.
 *
 * @param sessionId the id under which the Space keeps the history; never the caller's own, which callers with another key could
 *        use too
 * @param systemPrompt or null
 */
record SpaceTurn(String sessionId, String message, String mode, String systemPrompt) {

    /**
     * Members that the Space can ignore: it chooses the model itself, and the others tune the response without changing its
     * kind. An unknown member may mean more than that.
     */
    private static final Set<String> HARMLESS = Set.of("model", "messages", "stream", "stream_options", "temperature", "top_p",
            "max_tokens", "max_completion_tokens", "user", "seed", "presence_penalty", "frequency_penalty", "metadata", "store",
            "service_tier", "safety_identifier", "prompt_cache_key");

    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant");

    /** The request as a Space can serve it: plain text that ends with a user message; empty if it needs more. */
    static Optional<SpaceTurn> of(ChatRequest request) {
        if (request.remembered().isPresent()) {
            ChatRequest.Remembered turn = request.remembered().get();
            return Optional.of(new SpaceTurn(turn.id(), turn.message(), turn.mode().wireName(), turn.systemPrompt()));
        }
        JsonObject body = request.body().members();
        for (String member : body.fieldNames()) {
            boolean isIgnored = HARMLESS.contains(member) || member.equals("response_format") && request.isFormatOptional();
            if (!isIgnored && body.getValue(member) != null && !isDefault(member, body.getValue(member))) {
                return Optional.empty();
            }
        }
        List<ChatMessage> messages = new ArrayList<>();
        for (Object element : body.getJsonArray("messages")) {
            ChatMessage message = plain(element);
            if (message == null) {
                return Optional.empty();
            }
            messages.add(message);
        }
        ChatMessage last = messages.get(messages.size() - 1);
        if (!last.role().equals("user") || last.content().isBlank()) {
            return Optional.empty();
        }
        return Optional.of(new SpaceTurn(UUID.randomUUID().toString(), last.content(), "custom",
                systemPrompt(messages.subList(0, messages.size() - 1))));
    }

    private static boolean isDefault(String member, Object value) {
        return switch (member) {
            case "n" -> value instanceof Number n && n.intValue() == 1;
            case "response_format" -> value instanceof JsonObject format && "text".equals(format.getValue("type"));
            case "modalities" -> value.equals(new JsonArray().add("text"));
            case "tools", "functions" -> value instanceof JsonArray list && list.isEmpty();
            case "logprobs" -> value.equals(false);
            default -> false;
        };
    }

    /** Null for a message that is not plain text. */
    private static ChatMessage plain(Object element) {
        if (!(element instanceof JsonObject message) || !ROLES.contains(String.valueOf(message.getValue("role")))
                || !Set.of("role", "content", "name").containsAll(message.fieldNames())) {
            return null;
        }
        String text = text(message.getValue("content"));
        return text == null ? null : new ChatMessage(message.getString("role"), text);
    }

    private static String text(Object content) {
        if (content instanceof String text) {
            return text;
        }
        if (!(content instanceof JsonArray parts)) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        for (Object element : parts) {
            if (!(element instanceof JsonObject part) || !"text".equals(part.getValue("type"))
                    || !(part.getValue("text") instanceof String piece)) {
                return null;
            }
            text.append(piece);
        }
        return text.toString();
    }

    private static String systemPrompt(List<ChatMessage> before) {
        String system = before.stream().filter(SpaceTurn::instructs).map(ChatMessage::content)
                .collect(Collectors.joining("\n\n"));
        String transcript = before.stream().filter(message -> !instructs(message))
                .map(message -> (message.role().equals("user") ? "User: " : "Assistant: ") + message.content())
                .collect(Collectors.joining("\n"));
        String prompt = system.isBlank() ? "You are a helpful assistant." : system;
        return transcript.isEmpty() ? prompt : prompt + "\n\nThe conversation so far:\n" + transcript;
    }

    private static boolean instructs(ChatMessage message) {
        return message.role().equals("system") || message.role().equals("developer");
    }
}
