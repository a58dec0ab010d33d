package io.voiceforge.provider.space;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.call.TokenEstimate;
import io.voiceforge.chat.ChatCompletion;
import io.voiceforge.chat.ChatPart;
import io.voiceforge.chat.ChatProvider;
import io.voiceforge.chat.ChatRequest;
import io.voiceforge.chat.ChatStream;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.http.ProviderResponse;

/** Chat by the Space, which takes one message and returns a complete text. Responses have OpenAI's form. */
final class SpaceChat extends SpaceAdapter implements ChatProvider {

    /** The Space chooses its model and does not report which. */
    private static final String MODEL = "space";

    SpaceChat(SpaceClient space) {
        super(space);
    }

    @Override
    public boolean offers(ChatRequest request) {
        return SpaceTurn.of(request).isPresent();
    }

    @Override
    public Uni<ChatCompletion> complete(ChatRequest request, Attempt attempt) {
        return ask(request, attempt).map(answer -> ChatCompletion.of(provider(), completion(answer)));
    }

    @Override
    public Uni<ChatStream> stream(ChatRequest request, Attempt attempt) {
        boolean usageWanted = request.body().members().getValue("stream_options") instanceof JsonObject options
                && Boolean.TRUE.equals(options.getValue("include_usage"));
        return ask(request, attempt).map(answer -> new ChatStream(provider(),
                Multi.createFrom().iterable(parts(answer, usageWanted))));
    }

    private Uni<JsonObject> ask(ChatRequest request, Attempt attempt) {
        SpaceTurn turn = SpaceTurn.of(request).orElseThrow();
        JsonObject body = new JsonObject()
                .put("session_id", turn.sessionId())
                .put("message", turn.message())
                .put("mode", turn.mode())
                .put("system_prompt", turn.systemPrompt());
        return space.post("/api/vllm/chat", body, false, attempt).flatMap(ProviderResponse::json).map(this::checked);
    }

    private JsonObject checked(JsonObject answer) {
        if (!(answer.getValue("response") instanceof String text) || text.isBlank()) {
            throw space.failure("a response without text");
        }
        return answer;
    }

    private static JsonObject completion(JsonObject answer) {
        JsonObject message = new JsonObject().put("role", "assistant").put("content", answer.getString("response"));
        JsonObject completion = head("chat.completion").put("choices", new JsonArray().add(new JsonObject()
                .put("index", 0).put("message", message).put("finish_reason", "stop")));
        JsonObject usage = usage(answer);
        return usage == null ? completion : completion.put("usage", usage);
    }

    private static List<ChatPart> parts(JsonObject answer, boolean usageWanted) {
        JsonObject head = head("chat.completion.chunk");
        List<ChatPart> parts = new ArrayList<>();
        parts.add(ChatPart.of(head.copy().put("choices", choices(
                new JsonObject().put("role", "assistant").put("content", answer.getString("response")), null))));
        parts.add(ChatPart.of(head.copy().put("choices", choices(new JsonObject(), "stop"))));
        JsonObject usage = usage(answer);
        if (usage != null) {
            JsonObject chunk = head.copy().put("choices", new JsonArray()).put("usage", usage);
            parts.add(usageWanted ? ChatPart.of(chunk) : ChatPart.of(chunk).unrequested());
        }
        return parts;
    }

    private static JsonArray choices(JsonObject delta, String finishReason) {
        return new JsonArray().add(new JsonObject().put("index", 0).put("delta", delta).put("finish_reason", finishReason));
    }

    private static JsonObject head(String object) {
        return new JsonObject().put("id", "chatcmpl-" + UUID.randomUUID()).put("object", object)
                .put("created", Instant.now().getEpochSecond()).put("model", MODEL);
    }

    /** The Space counts prompt and completion tokens together, if at all; the completion's share is estimated. */
    private static JsonObject usage(JsonObject answer) {
        if (!(answer.getValue("tokens") instanceof Number tokens)
                || !(tokens.doubleValue() >= 0 && tokens.doubleValue() < 1e9)) {
            return null;
        }
        long total = tokens.longValue();
        long completion = Math.min(total, TokenEstimate.of(answer.getString("response").length()));
        return new JsonObject().put("prompt_tokens", total - completion).put("completion_tokens", completion)
                .put("total_tokens", total);
    }
}
