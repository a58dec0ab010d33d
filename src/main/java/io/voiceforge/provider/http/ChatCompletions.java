package io.voiceforge.provider.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.call.Call;
import io.voiceforge.call.Provider;
import io.voiceforge.chat.ChatAnswer;
import io.voiceforge.chat.ChatPart;
import io.voiceforge.chat.ChatRequest;
import io.voiceforge.chat.ChatStream;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.stream.FirstItem;
import io.voiceforge.stream.Until;

/** OpenAI's {@code chat/completions}, which several providers speak. */
@ApplicationScoped
public class ChatCompletions {

    private static final String PATH = "/chat/completions";
    /** How long a provider may take to end an answer that has come to its end, before its connection is closed. */
    private static final Duration REST_PATIENCE = Duration.ofSeconds(1);

    private final ProviderHttp http;
    private final Duration firstByteLimit;

    ChatCompletions(ProviderHttp http, VoiceForgeConfig config) {
        this.http = http;
        this.firstByteLimit = config.limits().firstByte();
    }

    /**
     * The whole answer, up to 8 MiB.
     *
     * @param model what the provider is to be asked for
     * @param callerNamedModel whether a 404 may be the caller's mistake
     */
    public Uni<ChatAnswer> complete(ProviderEndpoint endpoint, ProviderGuard guard, ChatRequest request, String model,
            boolean callerNamedModel, Call call) {
        JsonObject body = body(request, model);
        return guard.attempt(call, () -> http.postChat(endpoint, PATH, body, request.lengthy(), callerNamedModel, call)
                .flatMap(answer -> JsonAnswers.read(endpoint.provider(), answer, firstByteLimit))
                .map(completion -> new ChatAnswer(endpoint.provider(), checked(endpoint.provider(), completion))));
    }

    /** The answer from its first event on; arguments as for {@link #complete}. */
    public Uni<ChatStream> stream(ProviderEndpoint endpoint, ProviderGuard guard, ChatRequest request, String model,
            boolean callerNamedModel, Call call) {
        JsonObject body = body(request, model).put("stream", true);
        boolean countsForUs = body.getValue("stream_options") == null;
        if (countsForUs) {
            body.put("stream_options", new JsonObject().put("include_usage", true));
        }
        return guard.attempt(call, () -> http.post(endpoint, PATH, body, callerNamedModel, call)
                .flatMap(answer -> open(endpoint.provider(), answer, countsForUs))
                // comments may come long before the first event
                .ifNoItem().after(firstByteLimit).failWith(
                        () -> new ProviderFailure.TimedOut(endpoint.provider().wireName() + ": no event in time")))
                .map(parts -> new ChatStream(endpoint.provider(), parts));
    }

    private static JsonObject body(ChatRequest request, String model) {
        JsonObject body = new JsonObject().put("model", model);
        request.body().forEach(member -> body.getMap().putIfAbsent(member.getKey(), member.getValue()));
        return body;
    }

    private static JsonObject checked(Provider provider, JsonObject completion) {
        if (!(completion.getValue("choices") instanceof JsonArray)) {
            throw failure(provider, "an answer without choices");
        }
        return completion;
    }

    private static Uni<Multi<ChatPart>> open(Provider provider, ProviderAnswer answer, boolean countsForUs) {
        if (!answer.mediaType().equals("text/event-stream")) {
            answer.discard();
            return Uni.createFrom().failure(failure(provider, "no events but " + answer.mediaType()));
        }
        return FirstItem.of(parts(provider, answer.body(), countsForUs), () -> failure(provider, "no event"));
    }

    private static Multi<ChatPart> parts(Provider provider, Multi<Buffer> bytes, boolean countsForUs) {
        return Multi.createFrom().deferred(() -> {
            AtomicBoolean first = new AtomicBoolean(true);
            AtomicBoolean done = new AtomicBoolean();
            return Until
                    .last(ServerSentEvent.in(bytes, provider), event -> event.data().equals(ServerSentEvent.END), REST_PATIENCE)
                    .select().where(event -> !event.data().equals(ServerSentEvent.END) || done.getAndSet(true))
                    .map(event -> part(provider, event, first.getAndSet(false), countsForUs))
                    .onCompletion().call(() -> done.get() ? Uni.createFrom().voidItem()
                            : Uni.createFrom().failure(failure(provider, "stream ends early")));
        });
    }

    private static ChatPart part(Provider provider, ServerSentEvent event, boolean first, boolean countsForUs) {
        JsonObject chunk;
        try {
            chunk = new JsonObject(event.data());
        } catch (DecodeException e) {
            throw failure(provider, "an event that is not JSON");
        }
        if (chunk.getValue("error") != null) {
            throw failure(provider, "an error in place of an event");
        }
        JsonArray choices = first ? checked(provider, chunk).getJsonArray("choices")
                : chunk.getValue("choices") instanceof JsonArray array ? array : null;
        boolean onlyUsage = choices != null && choices.isEmpty() && chunk.getValue("usage") != null;
        return new ChatPart(chunk, countsForUs && onlyUsage ? null : event.lines());
    }

    private static ProviderFailure failure(Provider provider, String what) {
        return new ProviderFailure.Unavailable(provider.wireName() + ": " + what);
    }
}
