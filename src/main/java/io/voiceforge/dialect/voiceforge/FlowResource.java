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
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.KeyPrincipal;
import io.voiceforge.access.Roles;
import io.voiceforge.dialect.CallHeaders;
import io.voiceforge.dialect.CanFail;
import io.voiceforge.dialect.HttpCalls;
import io.voiceforge.dialect.Metered;
import io.voiceforge.dialect.voiceforge.FlowRecords.EdgeRecord;
import io.voiceforge.dialect.voiceforge.FlowRecords.EdgesResponse;
import io.voiceforge.dialect.voiceforge.FlowRecords.FlowExport;
import io.voiceforge.dialect.voiceforge.FlowRecords.FlowRecord;
import io.voiceforge.dialect.voiceforge.FlowRecords.FlowSummaryRecord;
import io.voiceforge.dialect.voiceforge.FlowRecords.GeneratedFlowResponse;
import io.voiceforge.dialect.voiceforge.FlowRecords.NodesResponse;
import io.voiceforge.dialect.voiceforge.FlowRecords.ValidationResponse;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.flow.Edge;
import io.voiceforge.flow.Flow;
import io.voiceforge.flow.FlowGenerator;
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
    private final FlowGenerator generator;

    FlowResource(FlowService flows, FlowGenerator generator) {
        this.flows = flows;
        this.generator = generator;
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
        return flows.create(keyId(context), FlowRequestBody.create(body)).map(FlowResource::created);
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

    /** Lets a provider write a flow; stores it only on request. */
    @POST
    @Metered.Flow
    @Path("/generate")
    @Operation(operationId = "generateFlow", summary = "Have a provider write a flow")
    @RequestBodySchema(FlowGenerationRequestBody.class)
    @APIResponseSchema(value = GeneratedFlowResponse.class, responseCode = "200")
    @APIResponse(responseCode = "201", description = "Stored", content = @Content(schema = @Schema(implementation = FlowRecord.class)))
    @CanFail({ ErrorCode.INVALID_FLOW_FROM_PROVIDER, ErrorCode.CONFLICT })
    public Uni<RestResponse<?>> generate(@RestQuery String save, JsonNode body, RoutingContext context) {
        boolean isKept = isTrue(save);
        FlowGenerationRequestBody request = FlowGenerationRequestBody.of(body);
        return generator.generate(request.description(), request.model(), HttpCalls.of(context))
                .invoke(() -> CallHeaders.write(context))
                .flatMap(content -> isKept
                        ? flows.create(keyId(context), content).map(FlowResource::created)
                        : Uni.createFrom().item(RestResponse.ok(GeneratedFlowResponse.of(content))));
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getFlow", summary = "A flow")
    public Uni<RestResponse<FlowRecord>> get(@RestPath String id, RoutingContext context) {
        return flows.get(keyId(context), uuid(id)).map(flow -> tagged(flow, FlowRecord.of(flow)));
    }

    @PATCH
    @Path("/{id}")
    @Operation(operationId = "updateFlow", summary = "Change a flow")
    @RequestBodySchema(Schemas.FlowChange.class)
    @CanFail({ ErrorCode.PRECONDITION_FAILED, ErrorCode.OVERLOADED })
    public Uni<RestResponse<FlowRecord>> update(@RestPath String id, JsonNode body, RoutingContext context) {
        LongPredicate expected = IfMatch.expected(context);
        return flows.change(keyId(context), uuid(id), expected, FlowRequestBody.patch(body))
                .map(flow -> tagged(flow, FlowRecord.of(flow)));
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
    @Path("/{id}/validate")
    @Consumes(MediaType.WILDCARD)
    @Operation(operationId = "validateFlow", summary = "Find the problems of a flow")
    public Uni<ValidationResponse> validate(@RestPath String id, RoutingContext context) {
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

    private static RestResponse<FlowRecord> created(Flow flow) {
        return ResponseBuilder.create(Response.Status.CREATED, FlowRecord.of(flow))
                .header(HttpHeaders.LOCATION, "/api/agent-flows/" + flow.id())
                .header(HttpHeaders.ETAG, IfMatch.tag(flow.version())).build();
    }

    private static RestResponse<NodesResponse> nodes(Flow flow) {
        return tagged(flow, new NodesResponse(flow.content().graph().nodes()));
    }

    private static RestResponse<EdgesResponse> edges(Flow flow) {
        return tagged(flow, new EdgesResponse(EdgeRecord.of(flow.content().graph().edges())));
    }

    private static <T> RestResponse<T> tagged(Flow flow, T answer) {
        return ResponseBuilder.ok(answer).header(HttpHeaders.ETAG, IfMatch.tag(flow.version())).build();
    }

    private static boolean isTrue(String save) {
        if (save == null || save.equals("false")) {
            return false;
        } else if (save.equals("true")) {
            return true;
        }
        throw ApiException.of(ErrorCode.INVALID_REQUEST, "save", "save must be true or false");
    }

    private static UUID keyId(RoutingContext context) {
        return KeyPrincipal.of(context).id();
    }

    private static UUID uuid(String id) {
        return Paging.uuid(id, "Flow not found");
    }
}
