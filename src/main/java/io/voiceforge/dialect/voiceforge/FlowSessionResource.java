package io.voiceforge.dialect.voiceforge;

import java.util.Map;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.Roles;
import io.voiceforge.dialect.CanFail;
import io.voiceforge.dialect.Metered;
import io.voiceforge.error.ErrorCode;

/** {@code /api/agent-flows/{id}/sessions}: conversations along a flow. */
@Path("/api/agent-flows")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.FLOWS)
@Metered.Not(because = "manages what is stored")
class FlowSessionResource {

    private final FlowConversations conversations;

    FlowSessionResource(FlowConversations conversations) {
        this.conversations = conversations;
    }

    @POST
    @Metered.Flow
    @Path("/{id}/sessions")
    @Consumes(MediaType.WILDCARD)
    @Operation(operationId = "startFlowSession", summary = "Start a conversation along a flow")
    @RequestBodySchema(FlowSessionRequestBody.class)
    @APIResponseSchema(value = Schemas.FlowTurn.class, responseCode = "201")
    @CanFail({ ErrorCode.VOICE_NOT_FOUND, ErrorCode.CONFLICT })
    public Uni<RestResponse<ObjectNode>> start(@RestPath String id, String body, RoutingContext context)
            throws JsonProcessingException {
        return conversations.start(flow(id), body, context);
    }

    @POST
    @Metered.Flow
    @Path("/{id}/sessions/{sid}/messages")
    @Operation(operationId = "sendFlowMessage", summary = "Say something")
    @RequestBodySchema(FlowMessageRequestBody.class)
    @APIResponseSchema(Schemas.FlowTurn.class)
    @CanFail({ ErrorCode.VOICE_NOT_FOUND, ErrorCode.CONFLICT })
    public Uni<ObjectNode> message(@RestPath String id, @RestPath String sid, JsonNode body, RoutingContext context) {
        return conversations.message(flow(id), sid, body, context);
    }

    @POST
    @Metered.Flow
    @Path("/{id}/sessions/{sid}/tool-results")
    @Operation(operationId = "sendFlowToolResult", summary = "Return the result of a tool")
    @RequestBodySchema(Schemas.ToolResult.class)
    @APIResponseSchema(Schemas.FlowTurn.class)
    @CanFail({ ErrorCode.VOICE_NOT_FOUND, ErrorCode.CONFLICT })
    public Uni<ObjectNode> toolResult(@RestPath String id, @RestPath String sid, JsonNode body, RoutingContext context) {
        return conversations.toolResult(flow(id), sid, body, context);
    }

    @GET
    @Path("/{id}/sessions/{sid}")
    @Operation(operationId = "getFlowSession", summary = "The last turn of a conversation")
    @APIResponseSchema(Schemas.FlowTurn.class)
    public ObjectNode state(@RestPath String id, @RestPath String sid, RoutingContext context) {
        return conversations.state(flow(id), sid, context);
    }

    @DELETE
    @Path("/{id}/sessions/{sid}")
    @Operation(operationId = "deleteFlowSession", summary = "Delete a conversation")
    public Map<String, Boolean> forget(@RestPath String id, @RestPath String sid, RoutingContext context) {
        return conversations.forget(flow(id), sid, context);
    }

    private static UUID flow(String id) {
        return Paging.uuid(id, "Flow not found");
    }
}
