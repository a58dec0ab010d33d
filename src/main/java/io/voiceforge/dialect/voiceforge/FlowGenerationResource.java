package io.voiceforge.dialect.voiceforge;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.KeyPrincipal;
import io.voiceforge.access.Roles;
import io.voiceforge.dialect.CallHeaders;
import io.voiceforge.dialect.CanFail;
import io.voiceforge.dialect.HttpCalls;
import io.voiceforge.dialect.Metered;
import io.voiceforge.dialect.voiceforge.FlowRecords.FlowRecord;
import io.voiceforge.dialect.voiceforge.FlowRecords.GeneratedFlowResponse;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.flow.FlowGenerator;
import io.voiceforge.flow.FlowService;

/** {@code POST /api/agent-flows/generate}: flows that a provider writes. */
@Path("/api/agent-flows")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.FLOWS)
class FlowGenerationResource {

    private final FlowService flows;
    private final FlowGenerator generator;

    FlowGenerationResource(FlowService flows, FlowGenerator generator) {
        this.flows = flows;
        this.generator = generator;
    }

    /** Lets a provider write a flow; stores it only on request. */
    @POST
    @Path("/generate")
    @Metered.Flow
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
                        ? flows.create(KeyPrincipal.of(context).id(), content).map(FlowResponses::created)
                        : Uni.createFrom().item(RestResponse.ok(GeneratedFlowResponse.of(content))));
    }

    private static boolean isTrue(String save) {
        if (save == null || save.equals("false")) {
            return false;
        } else if (save.equals("true")) {
            return true;
        }
        throw ApiException.of(ErrorCode.INVALID_REQUEST, "save", "save must be true or false");
    }
}
