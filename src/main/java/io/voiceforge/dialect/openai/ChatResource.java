package io.voiceforge.dialect.openai;

import java.util.Map;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.Roles;
import io.voiceforge.chat.ChatPart;
import io.voiceforge.chat.ChatRequest;
import io.voiceforge.dialect.ChatAnswers;

/** {@code POST /v1/chat/completions}: conversation, as a whole or in events. */
@Path("/v1/chat/completions")
class ChatResource {

    private static final String DONE = "data: [DONE]\n\n";

    private final ChatAnswers answers;

    ChatResource(ChatAnswers answers) {
        this.answers = answers;
    }

    /** The body as a map, which keeps members and numbers as they are. */
    @POST
    @RolesAllowed(Roles.CHAT)
    public Uni<Void> complete(@NotNull Map<String, Object> members, RoutingContext context) {
        JsonObject body = new JsonObject(members);
        boolean streamed = ChatBody.check(body);
        ChatRequest request = ChatRequest.passedThrough(body);
        if (streamed) {
            return answers.stream(request, context, stream -> Multi.createBy().concatenating().streams(
                    stream.parts().select().where(part -> part.event() != null).map(ChatPart::event),
                    Multi.createFrom().item(Buffer.buffer(DONE))), ChatResource::errorEvent);
        }
        return answers.complete(request, context).flatMap(answer -> answers.json(answer.completion(), context));
    }

    private static Buffer errorEvent(JsonObject error) {
        return Buffer.buffer("data: " + error.encode() + "\n\n");
    }
}
