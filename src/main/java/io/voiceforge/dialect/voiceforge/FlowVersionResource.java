package io.voiceforge.dialect.voiceforge;

import java.util.List;
import java.util.UUID;
import java.util.function.LongPredicate;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.KeyPrincipal;
import io.voiceforge.access.Roles;
import io.voiceforge.dialect.CanFail;
import io.voiceforge.dialect.Metered;
import io.voiceforge.dialect.voiceforge.FlowRecords.FlowRecord;
import io.voiceforge.dialect.voiceforge.FlowRecords.FlowSummaryRecord;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.flow.FlowService;

/** What a flow was before its last changes. */
@Path("/api/agent-flows")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.FLOWS)
@Metered.Not(because = "manages what is stored")
class FlowVersionResource {

    private final FlowService flows;
    private final ObjectMapper mapper;

    FlowVersionResource(FlowService flows, ObjectMapper mapper) {
        this.flows = flows;
        this.mapper = mapper;
    }

    @GET
    @Path("/{id}/versions")
    @Operation(operationId = "listFlowVersions", summary = "The last versions of a flow")
    public Uni<List<FlowSummaryRecord>> list(@RestPath String id, RoutingContext context) {
        return flows.versions(keyId(context), FlowResponses.id(id))
                .map(versions -> versions.stream().map(FlowSummaryRecord::of).toList());
    }

    @GET
    @Path("/{id}/versions/{version}")
    @Operation(operationId = "getFlowVersion", summary = "A flow as it was")
    public Uni<FlowRecord> get(@RestPath String id, @RestPath String version, RoutingContext context) {
        return flows.version(keyId(context), FlowResponses.id(id), number(version)).map(FlowRecord::of);
    }

    /** Makes a new version of it, so nothing is lost. */
    @POST
    @Path("/{id}/versions/{version}/restore")
    @Consumes(MediaType.WILDCARD)
    @Operation(operationId = "restoreFlowVersion", summary = "Make a flow what it was")
    @CanFail({ ErrorCode.PRECONDITION_FAILED, ErrorCode.OVERLOADED, ErrorCode.MALFORMED_JSON })
    public Uni<RestResponse<FlowRecord>> restore(@RestPath String id, @RestPath String version, RoutingContext context)
            throws JsonProcessingException {
        RequestBodies.refuse(context, mapper);
        LongPredicate expected = IfMatch.expected(context);
        return flows.restore(keyId(context), FlowResponses.id(id), number(version), expected).map(FlowResponses::flow);
    }

    private static long number(String version) {
        if (!version.matches("[1-9][0-9]{0,17}")) {
            throw ApiException.of(ErrorCode.NOT_FOUND, "There is no such version");
        }
        return Long.parseLong(version);
    }

    private static UUID keyId(RoutingContext context) {
        return KeyPrincipal.of(context).id();
    }
}
