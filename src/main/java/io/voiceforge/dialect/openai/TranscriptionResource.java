package io.voiceforge.dialect.openai;

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

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.Roles;
import io.voiceforge.dialect.Metered;

/** {@code POST /v1/audio/transcriptions}: audio to text in its own language. */
@Path("/v1/audio/transcriptions")
class TranscriptionResource {

    private final TranscriptionResponses responses;

    TranscriptionResource(TranscriptionResponses responses) {
        this.responses = responses;
    }

    @POST
    @RolesAllowed(Roles.TRANSCRIPTION)
    @Metered.Transcription
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(operationId = "createTranscription", summary = "Turn audio into text")
    @RequestBodySchema(Schemas.TranscriptionForm.class)
    @APIResponse(responseCode = "200", description = "The whole, or events with stream", content = {
            @Content(mediaType = "application/json", schema = @Schema(implementation = Schemas.Transcription.class)),
            @Content(mediaType = "text/event-stream", schema = @Schema(implementation = String.class), example = Schemas.TRANSCRIPT_EVENTS) })
    public Uni<Void> transcribe(RoutingContext context) {
        return responses.write(context, false);
    }
}
