package io.voiceforge.dialect.voiceforge;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.Roles;
import io.voiceforge.call.Call;
import io.voiceforge.call.Provider;
import io.voiceforge.chat.ChatMode;
import io.voiceforge.chat.ChatPart;
import io.voiceforge.chat.ChatStream;
import io.voiceforge.chat.Conversations;
import io.voiceforge.chat.Turn;
import io.voiceforge.dialect.AnswerHeaders;
import io.voiceforge.dialect.Calls;
import io.voiceforge.dialect.ChatAnswers;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.voice.Voice;

/** {@code POST /api/vllm/chat}: a conversation that is remembered here, and whose answers may be spoken. */
@Path("/api/vllm/chat")
class ChatResource {

    private static final int MAX_STREAMED_CHARACTERS = 4 << 20;

    private final Conversations conversations;
    private final ChatAnswers answers;
    private final SpokenReplies spoken;

    ChatResource(Conversations conversations, ChatAnswers answers, SpokenReplies spoken) {
        this.conversations = conversations;
        this.answers = answers;
        this.spoken = spoken;
    }

    @POST
    @RolesAllowed(Roles.CHAT)
    public Uni<Void> chat(JsonNode body, RoutingContext context) {
        ChatFields fields = ChatFields.of(body);
        Voice voice = spoken.voice(fields.voice(), context);
        Call call = Calls.of(context);
        Turn turn = conversations.next(call.keyId(), fields.sessionId(), fields.mode(), fields.systemPrompt(),
                fields.message(), fields.model());
        if (fields.mode() == ChatMode.ECHO) {
            return echo(fields, turn, voice, context);
        }
        if (fields.stream()) {
            return answers.stream(turn.request(), context, stream -> events(stream, turn, voice, context),
                    error -> event("error", error));
        }
        return answers.complete(turn.request(), context)
                .flatMap(answer -> reply(turn, answer.content(), answer.model(), answer.tokens(), voice, context))
                .flatMap(reply -> answers.json(reply, context));
    }

    private Uni<Void> echo(ChatFields fields, Turn turn, Voice voice, RoutingContext context) {
        Call call = Calls.of(context);
        call.asks(null, 0);
        AnswerHeaders.answered(call, Provider.LOCAL, context.response().headers());
        Uni<JsonObject> reply = Uni.createFrom().deferred(() -> reply(turn, fields.message(), null, 0L, voice, context));
        if (fields.stream()) {
            Buffer delta = event("delta", new JsonObject().put("text", fields.message()));
            return answers.write(Multi.createBy().concatenating().streams(Multi.createFrom().item(delta),
                    reply.map(done -> event("done", done)).toMulti()), context, error -> event("error", error));
        }
        return reply.flatMap(whole -> answers.json(whole, context));
    }

    private Multi<Buffer> events(ChatStream stream, Turn turn, Voice voice, RoutingContext context) {
        Whole whole = new Whole();
        Multi<Buffer> deltas = stream.parts().onItem().invoke(whole::add)
                .map(ChatPart::text).select().where(text -> !text.isEmpty())
                .map(text -> event("delta", new JsonObject().put("text", text)));
        Uni<Buffer> done = Uni.createFrom()
                .deferred(() -> reply(turn, whole.text.toString(), whole.model, whole.tokens, voice, context))
                .map(reply -> event("done", reply));
        return Multi.createBy().concatenating().streams(deltas, done.toMulti());
    }

    private Uni<JsonObject> reply(Turn turn, String text, String model, Long tokens, Voice voice, RoutingContext context) {
        if (text.isBlank()) {
            throw new ProviderFailure.Unavailable("chat: an answer without words").toApiException();
        }
        Call call = Calls.of(context);
        int contextSize = turn.memory().applyAsInt(text);
        JsonObject reply = new JsonObject()
                .put("response", text)
                .put("session_id", turn.sessionId())
                .put("mode", turn.mode().wireName())
                .put("provider", call.provider().wireName())
                .put("model", model)
                .put("processing_time", call.elapsedNanos() / 1_000_000)
                .put("context_size", contextSize)
                .put("tokens", tokens);
        return voice == null ? Uni.createFrom().item(reply) : spoken.members(text, voice, context).map(reply::mergeIn);
    }

    private static Buffer event(String name, JsonObject data) {
        return Buffer.buffer("event: " + name + "\ndata: " + data.encode() + "\n\n");
    }

    /** What has come so far. Parts come one after the other, and the end after them. */
    private static final class Whole {

        private final StringBuffer text = new StringBuffer();
        private volatile String model;
        private volatile Long tokens;

        void add(ChatPart part) {
            text.append(part.text());
            if (text.length() > MAX_STREAMED_CHARACTERS) {
                throw new ProviderFailure.Unavailable("chat: an answer without end");
            }
            model = part.model() != null ? part.model() : model;
            tokens = part.tokens() != null ? part.tokens() : tokens;
        }
    }
}
