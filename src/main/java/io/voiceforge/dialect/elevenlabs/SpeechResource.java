package io.voiceforge.dialect.elevenlabs;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.Roles;
import io.voiceforge.dialect.CanFail;
import io.voiceforge.dialect.HttpCalls;
import io.voiceforge.dialect.Metered;
import io.voiceforge.dialect.SpeechResponses;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.gateway.Call;
import io.voiceforge.speech.SpeechRequest;

/** {@code POST /v1/text-to-speech/{voice}}: text to audio, streamed from both paths. */
@Path("/v1/text-to-speech/{id}")
class SpeechResource {

    private final Voices voices;
    private final SpeechResponses responses;

    SpeechResource(Voices voices, SpeechResponses responses) {
        this.voices = voices;
        this.responses = responses;
    }

    @POST
    @RolesAllowed(Roles.SPEECH)
    @Metered.Speech
    @Operation(operationId = "textToSpeech", summary = "Turn text into audio")
    @RequestBodySchema(Schemas.SpeechRequest.class)
    @CanFail(ErrorCode.MAX_CHARACTER_LIMIT_EXCEEDED)
    public Uni<Void> convert(@RestPath("id") String voice, @RestQuery("output_format") String format, JsonNode body,
            RoutingContext context) {
        return speak(voice, format, body, context);
    }

    @POST
    @Path("/stream")
    @RolesAllowed(Roles.SPEECH)
    @Metered.Speech
    @Operation(operationId = "streamTextToSpeech", summary = "Turn text into audio, under its second path")
    @RequestBodySchema(Schemas.SpeechRequest.class)
    @CanFail(ErrorCode.MAX_CHARACTER_LIMIT_EXCEEDED)
    public Uni<Void> stream(@RestPath("id") String voice, @RestQuery("output_format") String format, JsonNode body,
            RoutingContext context) {
        return speak(voice, format, body, context);
    }

    private Uni<Void> speak(String voice, String format, JsonNode members, RoutingContext context) {
        SpeechRequestBody body = SpeechRequestBody.of(members);
        SpeechRequest request = new SpeechRequest(body.text(), voices.find(voice), OutputFormat.of(format), body.speed(),
                body.model(), null);
        return responses.write(request, context, request.format().contentType(), speech -> {
            boolean isCached = HttpCalls.of(context).cacheResult() == Call.CacheResult.HIT;
            context.response().putHeader("character-cost", isCached ? "0" : String.valueOf(body.characters()));
            return speech.audio().body();
        });
    }
}
