package io.voiceforge.dialect.voiceforge;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongPredicate;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.KeyPrincipal;
import io.voiceforge.access.Roles;
import io.voiceforge.dialect.CanFail;
import io.voiceforge.dialect.Metered;
import io.voiceforge.dialect.voiceforge.FlowRecords.EdgeRecord;
import io.voiceforge.dialect.voiceforge.FlowRecords.EdgesResponse;
import io.voiceforge.dialect.voiceforge.FlowRecords.FlowExport;
import io.voiceforge.dialect.voiceforge.FlowRecords.FlowRecord;
import io.voiceforge.dialect.voiceforge.FlowRecords.FlowSummaryRecord;
import io.voiceforge.dialect.voiceforge.FlowRecords.NodesResponse;
import io.voiceforge.dialect.voiceforge.FlowRecords.ValidationResponse;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.flow.Edge;
import io.voiceforge.flow.Flow;
import io.voiceforge.flow.FlowService;
import io.voiceforge.flow.FlowStore;
import io.voiceforge.flow.Node;

/** The flows of the caller's key. Flows of other keys are not found. */
@Path("/api/agent-flows")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.FLOWS)
@Metered.Not(because = "manages what is stored")
class FlowResource {

    private final FlowService flows;
    private final ObjectMapper mapper;

    FlowResource(FlowService flows, ObjectMapper mapper) {
        this.flows = flows;
        this.mapper = mapper;
    }

    @GET
    @Operation(operationId = "listFlows", summary = "List the flows")
    public Uni<RestResponse<List<FlowSummaryRecord>>> list(@RestQuery String limit, @RestQuery String cursor,
            RoutingContext context) {
        int size = Paging.limit(limit);
        FlowStore.Page page = new FlowStore.Page(size, Paging.position(cursor, FlowStore.Position::new));
        return flows.list(keyId(context), page).map(found -> {
            ResponseBuilder<List<FlowSummaryRecord>> answer = ResponseBuilder
                    .ok(found.stream().map(FlowSummaryRecord::of).toList());
            if (found.size() == size) {
                Flow.Summary last = found.get(size - 1);
                answer.header("Link", Paging.next("/api/agent-flows?limit=" + size, last.createdAt(), last.id()));
            }
            return answer.build();
        });
    }

    @POST
    @Operation(operationId = "createFlow", summary = "Create a flow")
    @RequestBodySchema(Schemas.NewFlow.class)
    @APIResponseSchema(value = FlowRecord.class, responseCode = "201")
    @CanFail({ ErrorCode.CONFLICT, ErrorCode.OVERLOADED })
    public Uni<RestResponse<FlowRecord>> create(JsonNode body, RoutingContext context) {
        return flows.create(keyId(context), FlowRequestBody.create(body)).map(FlowResponses::created);
    }

    /** Accepts what {@link #export} returns. */
    @POST
    @Path("/import")
    @Operation(operationId = "importFlow", summary = "Import an exported flow")
    @RequestBodySchema(Schemas.NewFlow.class)
    @APIResponseSchema(value = FlowRecord.class, responseCode = "201")
    @CanFail({ ErrorCode.CONFLICT, ErrorCode.OVERLOADED })
    public Uni<RestResponse<FlowRecord>> importFlow(JsonNode body, RoutingContext context) {
        return create(body, context);
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getFlow", summary = "A flow")
    public Uni<RestResponse<FlowRecord>> get(@RestPath String id, RoutingContext context) {
        return flows.get(keyId(context), uuid(id)).map(FlowResponses::flow);
    }

    @PATCH
    @Path("/{id}")
    @Operation(operationId = "updateFlow", summary = "Change a flow")
    @RequestBodySchema(Schemas.FlowChange.class)
    @CanFail({ ErrorCode.PRECONDITION_FAILED, ErrorCode.OVERLOADED })
    public Uni<RestResponse<FlowRecord>> update(@RestPath String id, JsonNode body, RoutingContext context) {
        LongPredicate expected = IfMatch.expected(context);
        return flows.change(keyId(context), uuid(id), expected, FlowRequestBody.patch(body))
                .map(FlowResponses::flow);
    }

    /** Replaces everything that a caller writes, at once. */
    @PUT
    @Path("/{id}")
    @Operation(operationId = "replaceFlow", summary = "Replace a flow")
    @RequestBodySchema(Schemas.WholeFlow.class)
    @CanFail({ ErrorCode.PRECONDITION_FAILED, ErrorCode.OVERLOADED })
    public Uni<RestResponse<FlowRecord>> replace(@RestPath String id, JsonNode body, RoutingContext context) {
        LongPredicate expected = IfMatch.expected(context);
        return flows.replace(keyId(context), uuid(id), expected, FlowRequestBody.replace(body))
                .map(FlowResponses::flow);
    }

    @DELETE
    @Path("/{id}")
    @Operation(operationId = "deleteFlow", summary = "Delete a flow")
    @CanFail(ErrorCode.PRECONDITION_FAILED)
    public Uni<Map<String, Boolean>> delete(@RestPath String id, RoutingContext context) {
        return flows.delete(keyId(context), uuid(id), IfMatch.expected(context)).replaceWith(Map.of("success", true));
    }

    @GET
    @Path("/{id}/nodes")
    @Operation(operationId = "getFlowNodes", summary = "The nodes of a flow")
    public Uni<RestResponse<NodesResponse>> nodes(@RestPath String id, RoutingContext context) {
        return flows.get(keyId(context), uuid(id)).map(FlowResource::nodes);
    }

    @POST
    @Path("/{id}/nodes")
    @Operation(operationId = "replaceFlowNodes", summary = "Replace the nodes of a flow")
    @RequestBodySchema(Schemas.Nodes.class)
    @CanFail({ ErrorCode.PRECONDITION_FAILED, ErrorCode.OVERLOADED })
    public Uni<RestResponse<NodesResponse>> replaceNodes(@RestPath String id, JsonNode body, RoutingContext context) {
        LongPredicate expected = IfMatch.expected(context);
        List<Node> nodes = FlowRequestBody.nodes(body);
        return flows.replaceNodes(keyId(context), uuid(id), expected, nodes).map(FlowResource::nodes);
    }

    @GET
    @Path("/{id}/edges")
    @Operation(operationId = "getFlowEdges", summary = "The edges of a flow")
    public Uni<RestResponse<EdgesResponse>> edges(@RestPath String id, RoutingContext context) {
        return flows.get(keyId(context), uuid(id)).map(FlowResource::edges);
    }

    @POST
    @Path("/{id}/edges")
    @Operation(operationId = "replaceFlowEdges", summary = "Replace the edges of a flow")
    @RequestBodySchema(Schemas.Edges.class)
    @CanFail({ ErrorCode.PRECONDITION_FAILED, ErrorCode.OVERLOADED })
    public Uni<RestResponse<EdgesResponse>> replaceEdges(@RestPath String id, JsonNode body, RoutingContext context) {
        LongPredicate expected = IfMatch.expected(context);
        List<Edge> edges = FlowRequestBody.edges(body);
        return flows.replaceEdges(keyId(context), uuid(id), expected, edges).map(FlowResource::edges);
    }

    @POST
    @Path("/validate")
    @Operation(operationId = "validateFlowDraft", summary = "Find the problems of a flow that is not stored")
    @RequestBodySchema(Schemas.FlowDraft.class)
    public ValidationResponse validateDraft(JsonNode body) {
        return ValidationResponse.of(FlowService.validate(FlowRequestBody.draft(body)));
    }

    @POST
    @Path("/{id}/validate")
    @Consumes(MediaType.WILDCARD)
    @Operation(operationId = "validateFlow", summary = "Find the problems of a flow")
    @CanFail(ErrorCode.MALFORMED_JSON)
    public Uni<ValidationResponse> validate(@RestPath String id, RoutingContext context) throws JsonProcessingException {
        RequestBodies.refuse(context, mapper);
        return flows.validate(keyId(context), uuid(id)).map(ValidationResponse::of);
    }

    @GET
    @Path("/{id}/export")
    @Operation(operationId = "exportFlow", summary = "Export a flow")
    public Uni<RestResponse<FlowExport>> export(@RestPath String id, RoutingContext context) {
        return flows.get(keyId(context), uuid(id)).map(flow -> ResponseBuilder.ok(FlowExport.of(flow))
                .header(HttpHeaders.ETAG, IfMatch.tag(flow.version()))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"flow-" + flow.id() + ".json\"").build());
    }

    private static RestResponse<NodesResponse> nodes(Flow flow) {
        return FlowResponses.tagged(flow, new NodesResponse(flow.content().graph().nodes()));
    }

    private static RestResponse<EdgesResponse> edges(Flow flow) {
        return FlowResponses.tagged(flow, new EdgesResponse(EdgeRecord.of(flow.content().graph().edges())));
    }

    private static UUID keyId(RoutingContext context) {
        return KeyPrincipal.of(context).id();
    }

    private static UUID uuid(String id) {
        return FlowResponses.id(id);
    }
}
