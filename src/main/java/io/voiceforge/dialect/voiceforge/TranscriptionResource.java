package io.voiceforge.dialect.voiceforge;

import java.util.List;

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
import io.voiceforge.dialect.CallHeaders;
import io.voiceforge.dialect.HttpCalls;
import io.voiceforge.dialect.Metered;
import io.voiceforge.dialect.UploadForm;
import io.voiceforge.dialect.Uploads;
import io.voiceforge.gateway.TranscriptionCalls;
import io.voiceforge.transcription.Transcribed;
import io.voiceforge.transcription.Transcript;
import io.voiceforge.transcription.TranscriptionRequest;

/** {@code POST /api/stt}: audio to text. */
@Path("/api/stt")
@Produces(MediaType.APPLICATION_JSON)
class TranscriptionResource {

    private final Uploads uploads;
    private final TranscriptionCalls calls;

    TranscriptionResource(Uploads uploads, TranscriptionCalls calls) {
        this.uploads = uploads;
        this.calls = calls;
    }

    @POST
    @RolesAllowed(Roles.TRANSCRIPTION)
    @Metered.Transcription
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(operationId = "transcribeAudio", summary = "Turn audio into text")
    @RequestBodySchema(Schemas.TranscriptionForm.class)
    public Uni<TranscriptResponse> transcribe(RoutingContext context) {
        return uploads.receive(context, "audio").flatMap(form -> calls
                .transcribe(request(form), form.durationMillis(), HttpCalls.of(context))
                .map(transcribed -> response(transcribed, form, context)));
    }

    private static TranscriptionRequest request(UploadForm form) {
        return new TranscriptionRequest(form.audio(), form.field("model"), true, form.language(), null, false, false,
                false, List.of());
    }

    private static TranscriptResponse response(Transcribed transcribed, UploadForm form, RoutingContext context) {
        CallHeaders.write(context);
        Transcript transcript = (Transcript) transcribed.transcription();
        Double seconds = transcript.durationSeconds();
        if (seconds == null && form.durationMillis().isPresent()) {
            seconds = form.durationMillis().getAsLong() / 1000.0;
        }
        return new TranscriptResponse(transcript.text(), transcript.language(), transcript.confidence(), seconds,
                transcript.segments(), transcribed.provider().name(),
                HttpCalls.of(context).timer().firstByteNanos() / 1_000_000);
    }
}
