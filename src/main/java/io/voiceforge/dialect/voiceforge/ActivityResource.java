package io.voiceforge.dialect.voiceforge;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.Roles;
import io.voiceforge.activity.ActivityRequest;
import io.voiceforge.dialect.CallHeaders;
import io.voiceforge.dialect.CanFail;
import io.voiceforge.dialect.HttpCalls;
import io.voiceforge.dialect.Metered;
import io.voiceforge.dialect.Uploads;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.gateway.ActivityCalls;

/** {@code POST /api/vad}: voice activity detection. */
@Path("/api/vad")
@Produces(MediaType.APPLICATION_JSON)
class ActivityResource {

    private static final double DEFAULT_THRESHOLD = 0.5;

    private final Uploads uploads;
    private final ActivityCalls calls;

    ActivityResource(Uploads uploads, ActivityCalls calls) {
        this.uploads = uploads;
        this.calls = calls;
    }

    @POST
    @RolesAllowed(Roles.VAD)
    @Metered.Activity
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(operationId = "detectSpeech", summary = "Find where somebody speaks")
    @RequestBodySchema(Schemas.ActivityForm.class)
    @CanFail(ErrorCode.UNSUPPORTED_FORMAT)
    public Uni<ActivityResponse> detect(RoutingContext context) {
        return uploads.receive(context, "audio").flatMap(form -> {
            Double threshold = form.number("threshold", 0, 1);
            ActivityRequest request = new ActivityRequest(form.audio(), threshold == null ? DEFAULT_THRESHOLD : threshold);
            return calls.detect(request, HttpCalls.of(context));
        }).map(detection -> {
            CallHeaders.write(context);
            return new ActivityResponse(detection.activity().segments(), detection.provider().name(),
                    detection.activity().detector());
        });
    }
}
