package io.voiceforge.dialect.voiceforge;

import java.util.Map;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;

import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.KeyPrincipal;
import io.voiceforge.access.Roles;
import io.voiceforge.chat.ChatSessions;
import io.voiceforge.dialect.Metered;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/** {@code /api/vllm/sessions/{id}}: ends the caller's own sessions. */
@Path("/api/vllm/sessions/{id}")
@Produces(MediaType.APPLICATION_JSON)
class SessionResource {

    private final ChatSessions sessions;

    SessionResource(ChatSessions sessions) {
        this.sessions = sessions;
    }

    @DELETE
    @RolesAllowed(Roles.CHAT)
    @Metered.Not(because = "answers from what is stored")
    @Operation(operationId = "deleteConversation", summary = "Delete a conversation")
    public Map<String, Boolean> forget(@RestPath String id, RoutingContext context) {
        if (!sessions.forget(KeyPrincipal.of(context).id(), id)) {
            throw ApiException.of(ErrorCode.NOT_FOUND, "Session not found");
        }
        return Map.of("success", true);
    }
}
