package io.voiceforge.dialect.voiceforge;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.Roles;
import io.voiceforge.chat.ChatMode;
import io.voiceforge.chat.ChatPart;
import io.voiceforge.chat.ChatStream;
import io.voiceforge.chat.Conversations;
import io.voiceforge.chat.Turn;
import io.voiceforge.dialect.CallHeaders;
import io.voiceforge.dialect.CanFail;
import io.voiceforge.dialect.EventStreamResponse;
import io.voiceforge.dialect.HttpCalls;
import io.voiceforge.dialect.Metered;
import io.voiceforge.dialect.WholeResponse;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.gateway.Call;
import io.voiceforge.gateway.ChatCalls;
import io.voiceforge.stream.SseEvent;
import io.voiceforge.voice.Voice;

/** {@code POST /api/vllm/chat}: conversations whose history the gateway keeps, with optional spoken replies. */
@Path("/api/vllm/chat")
class ChatResource {

    private static final int MAX_STREAMED_CHARACTERS = 4 << 20;

    private final Conversations conversations;
    private final ChatCalls calls;
    private final EventStreamResponse eventStream;
    private final ReplyVoice voices;

    ChatResource(Conversations conversations, ChatCalls calls, EventStreamResponse eventStream, ReplyVoice voices) {
        this.conversations = conversations;
        this.calls = calls;
        this.eventStream = eventStream;
        this.voices = voices;
    }

    @POST
    @RolesAllowed(Roles.CHAT)
    @Metered.Chat
    @Operation(operationId = "converse", summary = "Take a turn in a conversation")
    @RequestBodySchema(ChatRequestBody.class)
    @APIResponse(responseCode = "200", description = "The whole, or events with stream", content = {
            @Content(mediaType = "application/json", schema = @Schema(implementation = Schemas.ChatReply.class)),
            @Content(mediaType = "text/event-stream", schema = @Schema(implementation = String.class), example = Schemas.CHAT_EVENTS) })
    @CanFail(ErrorCode.VOICE_NOT_FOUND)
    public Uni<Void> chat(JsonNode body, RoutingContext context) {
        ChatRequestBody request = ChatRequestBody.of(body);
        Voice voice = voices.read(request.voice(), context);
        Call call = HttpCalls.of(context);
        Turn turn = conversations.next(call.caller().id(), request.sessionId(), request.mode(), request.systemPrompt(),
                request.message(), request.model());
        if (request.mode() == ChatMode.ECHO) {
            return echo(request, turn, voice, context);
        }
        if (request.stream()) {
            return eventStream.write(calls.stream(turn.request(), call).onItem().transformToMulti(stream -> {
                CallHeaders.write(context);
                return events(stream, turn, voice, context);
            }), context, ChatResource::errorEvent);
        }
        return calls.complete(turn.request(), call)
                .flatMap(answer -> reply(turn, answer.content(), answer.model(), answer.tokens(), voice, context))
                .flatMap(reply -> whole(reply, context));
    }

    private Uni<Void> echo(ChatRequestBody request, Turn turn, Voice voice, RoutingContext context) {
        calls.answerLocally(HttpCalls.of(context));
        Uni<JsonObject> reply = Uni.createFrom().deferred(() -> reply(turn, request.message(), null, 0L, voice, context));
        if (request.stream()) {
            CallHeaders.write(context);
            Buffer delta = SseEvent.of("delta", new JsonObject().put("text", request.message()));
            return eventStream.write(Multi.createBy().concatenating().streams(Multi.createFrom().item(delta),
                    reply.map(done -> SseEvent.of("done", done)).toMulti()), context, ChatResource::errorEvent);
        }
        return reply.flatMap(whole -> whole(whole, context));
    }

    private static Uni<Void> whole(JsonObject reply, RoutingContext context) {
        CallHeaders.write(context);
        return WholeResponse.json(reply, context);
    }

    private Multi<Buffer> events(ChatStream stream, Turn turn, Voice voice, RoutingContext context) {
        Whole whole = new Whole();
        Multi<Buffer> deltas = stream.parts().onItem().invoke(whole::add)
                .map(ChatPart::text).select().where(text -> !text.isEmpty())
                .map(text -> SseEvent.of("delta", new JsonObject().put("text", text)));
        Uni<Buffer> done = Uni.createFrom()
                .deferred(() -> reply(turn, whole.text.toString(), whole.model, whole.tokens, voice, context))
                .map(reply -> SseEvent.of("done", reply));
        return Multi.createBy().concatenating().streams(deltas, done.toMulti());
    }

    private Uni<JsonObject> reply(Turn turn, String text, String model, Long tokens, Voice voice, RoutingContext context) {
        if (text.isBlank()) {
            throw new ProviderFailure.Unavailable("chat: an empty response").toApiException();
        }
        Call call = HttpCalls.of(context);
        int contextSize = turn.memory().applyAsInt(text);
        JsonObject reply = new JsonObject()
                .put("response", text)
                .put("session_id", turn.sessionId())
                .put("mode", turn.mode().wireName())
                .put("provider", call.provider().name())
                .put("model", model)
                .put("processing_time", call.timer().elapsedNanos() / 1_000_000)
                .put("context_size", contextSize)
                .put("tokens", tokens);
        return voice == null ? Uni.createFrom().item(reply) : voices.speak(text, voice, context).map(reply::mergeIn);
    }

    private static Buffer errorEvent(JsonObject error) {
        return SseEvent.of("error", error);
    }

    /** The response so far. Parts arrive one at a time, and the end after them. */
    private static final class Whole {

        private final StringBuffer text = new StringBuffer();
        private volatile String model;
        private volatile Long tokens;

        void add(ChatPart part) {
            text.append(part.text());
            if (text.length() > MAX_STREAMED_CHARACTERS) {
                throw new ProviderFailure.Unavailable("chat: a response that does not end");
            }
            model = part.model() != null ? part.model() : model;
            tokens = part.tokens() != null ? part.tokens() : tokens;
        }
    }
}
