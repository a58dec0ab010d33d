package io.voiceforge.provider.space;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;

import io.smallrye.faulttolerance.api.CustomBackoff;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.call.Call;
import io.voiceforge.call.From;
import io.voiceforge.call.Operation;
import io.voiceforge.call.Provider;
import io.voiceforge.chat.ChatAnswer;
import io.voiceforge.chat.ChatPart;
import io.voiceforge.chat.ChatProvider;
import io.voiceforge.chat.ChatRequest;
import io.voiceforge.chat.ChatStream;
import io.voiceforge.chat.SpaceTurn;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.http.JsonAnswers;
import io.voiceforge.provider.http.ProviderGuard;
import io.voiceforge.provider.http.ProviderGuards;
import io.voiceforge.provider.http.ProviderHttp;
import io.voiceforge.provider.http.RetryDelay;

/** Chat by the Space, which takes one message and answers with a whole text; to callers it looks as OpenAI's would. */
@ApplicationScoped
@From(Provider.SPACE)
class SpaceChat implements ChatProvider {

    /** The Space chooses its model and does not say which. */
    private static final String MODEL = "space";

    private final SpaceEndpoint endpoint;
    private final SpaceMonitor monitor;
    private final ProviderHttp http;
    private final ProviderGuard guard;
    private final Duration firstByteLimit;

    SpaceChat(SpaceEndpoint endpoint, SpaceMonitor monitor, ProviderHttp http, ProviderGuards guards,
            VoiceForgeConfig config) {
        this.firstByteLimit = config.limits().firstByte();
        this.endpoint = endpoint;
        this.monitor = monitor;
        this.http = http;
        this.guard = guards.create(Provider.SPACE, Operation.CHAT);
    }

    @Override
    public boolean offers(ChatRequest request) {
        return endpoint.isConfigured() && request.space().isPresent();
    }

    @Override
    @Retry(maxRetries = 1, delay = 0, jitter = 0, retryOn = ProviderFailure.Transient.class)
    @CustomBackoff(RetryDelay.class)
    @Timeout(value = 1, unit = ChronoUnit.MINUTES)
    @Bulkhead(256)
    public Uni<ChatAnswer> complete(ChatRequest request, Call call) {
        return ask(request, call).map(answer -> new ChatAnswer(Provider.SPACE, completion(answer)));
    }

    @Override
    @Retry(maxRetries = 1, delay = 0, jitter = 0, retryOn = ProviderFailure.Transient.class)
    @CustomBackoff(RetryDelay.class)
    @Timeout(value = 1, unit = ChronoUnit.MINUTES)
    @Bulkhead(256)
    public Uni<ChatStream> stream(ChatRequest request, Call call) {
        boolean usageWanted = request.body().getValue("stream_options") instanceof JsonObject options
                && Boolean.TRUE.equals(options.getValue("include_usage"));
        return ask(request, call).map(answer -> new ChatStream(Provider.SPACE,
                Multi.createFrom().iterable(parts(answer, usageWanted))));
    }

    private Uni<JsonObject> ask(ChatRequest request, Call call) {
        if (monitor.isWaking()) {
            return Uni.createFrom().failure(new ProviderFailure.Waking("space: still waking"));
        }
        SpaceTurn turn = request.space().orElseThrow();
        JsonObject body = new JsonObject()
                .put("session_id", turn.sessionId())
                .put("message", turn.message())
                .put("mode", turn.mode())
                .put("system_prompt", turn.systemPrompt());
        return guard.attempt(call, () -> http.postChat(endpoint.get(), "/api/vllm/chat", body, request.lengthy(), false, call)
                .flatMap(answer -> JsonAnswers.read(Provider.SPACE, answer, firstByteLimit))
                .map(SpaceChat::checked))
                .onFailure(ProviderFailure.Waking.class).invoke(monitor::foundWaking);
    }

    private static JsonObject checked(JsonObject answer) {
        if (!(answer.getValue("response") instanceof String text) || text.isBlank()) {
            throw new ProviderFailure.Unavailable("space: an answer without a response");
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
            parts.add(usageWanted ? ChatPart.of(chunk) : new ChatPart(chunk, null));
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

    /** The Space counts question and answer together, if at all. */
    private static JsonObject usage(JsonObject answer) {
        return answer.getValue("tokens") instanceof Number tokens && tokens.doubleValue() >= 0 && tokens.doubleValue() < 1e9
                ? new JsonObject().putNull("prompt_tokens").putNull("completion_tokens")
                        .put("total_tokens", tokens.longValue())
                : null;
    }
}
