package io.voiceforge.dialect.voiceforge;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.Roles;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.dialect.Metered;
import io.voiceforge.dialect.SpeechFields;
import io.voiceforge.dialect.SpeechResponses;
import io.voiceforge.speech.SpeechRequest;

/** {@code POST /api/tts}: text to audio. */
@Path("/api/tts")
class SpeechResource {

    private final SpeechFields fields;
    private final SpeechResponses responses;

    SpeechResource(SpeechFields fields, SpeechResponses responses) {
        this.fields = fields;
        this.responses = responses;
    }

    @POST
    @RolesAllowed(Roles.SPEECH)
    @Metered.Speech
    public Uni<Void> speak(@NotNull @Valid SpeechBody body, RoutingContext context) {
        SpeechRequest request = new SpeechRequest(body.text(), fields.voice(body.voice()),
                fields.format("format", body.format(), AudioFormat.WAV), body.speed() == null ? 1 : body.speed(), body.model(),
                null);
        return responses.audio(request, context);
    }
}
