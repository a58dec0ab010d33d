package io.voiceforge.dialect.openai;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.Roles;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.dialect.Metered;
import io.voiceforge.dialect.SpeechParameters;
import io.voiceforge.dialect.SpeechResponses;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.speech.SpeechRequest;

/** {@code POST /v1/audio/speech}: text to audio, as bytes or as events. */
@Path("/v1/audio/speech")
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
    @Operation(operationId = "createSpeech", summary = "Turn text into audio")
    @APIResponse(responseCode = "200", description = "The audio, or events with stream_format sse", content = @Content(mediaType = "text/event-stream", schema = @Schema(implementation = String.class), example = Schemas.SPEECH_EVENTS))
    public Uni<Void> speak(@NotNull @Valid SpeechRequestBody body, RoutingContext context) {
        SpeechRequest request = new SpeechRequest(body.input(), parameters.voice(voiceName(body.voice())),
                parameters.format("response_format", body.responseFormat(), AudioFormat.MP3),
                body.speed() == null ? 1 : body.speed(),
                body.model(), body.instructions());
        if ("sse".equals(body.streamFormat())) {
            return responses.write(request, context, "text/event-stream", speech -> SpeechEvents.of(request, speech));
        }
        return responses.audio(request, context);
    }

    private static String voiceName(JsonNode voice) {
        JsonNode name = voice.isObject() ? voice.path("id") : voice;
        if (!name.isTextual()) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, "voice", "The voice must be a name or an object with an id");
        }
        return name.textValue();
    }
}
