package io.voiceforge.dialect.voiceforge;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.openapi.annotations.Operation;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.Roles;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.dialect.Metered;
import io.voiceforge.dialect.SpeechParameters;
import io.voiceforge.dialect.SpeechResponses;
import io.voiceforge.speech.SpeechRequest;

/** {@code POST /api/tts}: text to audio. */
@Path("/api/tts")
class SpeechResource {

    private final SpeechParameters parameters;
    private final SpeechResponses responses;

    SpeechResource(SpeechParameters parameters, SpeechResponses responses) {
        this.parameters = parameters;
        this.responses = responses;
    }

    @POST
    @RolesAllowed(Roles.SPEECH)
    @Metered.Speech
    @Operation(operationId = "synthesizeSpeech", summary = "Turn text into audio")
    public Uni<Void> speak(@NotNull @Valid SpeechRequestBody body, RoutingContext context) {
        SpeechRequest request = new SpeechRequest(body.text(), parameters.voice(body.voice()),
                parameters.format("format", body.format(), AudioFormat.WAV), body.speed() == null ? 1 : body.speed(),
                body.model(),
                null);
        return responses.audio(request, context);
    }
}
