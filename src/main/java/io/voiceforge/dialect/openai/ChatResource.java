package io.voiceforge.dialect.openai;

import java.util.function.Consumer;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.Roles;
import io.voiceforge.chat.ChatPart;
import io.voiceforge.chat.ChatRequest;
import io.voiceforge.chat.ChatStream;
import io.voiceforge.dialect.CallHeaders;
import io.voiceforge.dialect.EventStreamResponse;
import io.voiceforge.dialect.HttpCalls;
import io.voiceforge.dialect.Metered;
import io.voiceforge.dialect.WholeResponse;
import io.voiceforge.gateway.Call;
import io.voiceforge.gateway.ChatCalls;
import io.voiceforge.stream.Cut;
import io.voiceforge.stream.SseEvent;

/** {@code POST /v1/chat/completions}: chat, as a whole or as events. */
@Path("/v1/chat/completions")
class ChatResource {

    private static final String DONE = "data: [DONE]\n\n";

    private final ChatCalls calls;
    private final EventStreamResponse eventStream;

    ChatResource(ChatCalls calls, EventStreamResponse eventStream) {
        this.calls = calls;
        this.eventStream = eventStream;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.CHAT)
    @Metered.Chat
    @Operation(operationId = "createChatCompletion", summary = "Chat")
    @RequestBodySchema(Schemas.ChatCompletionRequest.class)
    @APIResponse(responseCode = "200", description = "The whole, or events with stream", content = {
            @Content(mediaType = "application/json", schema = @Schema(implementation = Schemas.ChatCompletion.class)),
            @Content(mediaType = "text/event-stream", schema = @Schema(implementation = String.class), example = Schemas.CHAT_EVENTS) })
    public Uni<Void> complete(RoutingContext context) throws JsonProcessingException {
        ChatRequestBody body = ChatRequestBody.of(HttpCalls.body(context));
        ChatRequest request = ChatRequest.passedThrough(body.chat());
        Call call = HttpCalls.of(context);
        if (body.stream()) {
            return eventStream.write(calls.stream(request, call).onItem().transformToMulti(stream -> {
                CallHeaders.write(context);
                return events(stream);
            }), context, SseEvent::of);
        }
        return calls.complete(request, call).flatMap(answer -> {
            CallHeaders.write(context);
            return WholeResponse.write(MediaType.APPLICATION_JSON, answer.bytes(), context);
        });
    }

    private static Multi<Buffer> events(ChatStream stream) {
        return Cut.by(Events::new, stream.parts());
    }

    private static final class Events implements Cut.Cutter<ChatPart, Buffer> {

        @Override
        public void take(ChatPart part, Consumer<Buffer> out) {
            if (part.event() != null) {
                out.accept(part.event());
            }
        }

        @Override
        public void end(Consumer<Buffer> out) {
            out.accept(Buffer.buffer(DONE));
        }
    }
}
