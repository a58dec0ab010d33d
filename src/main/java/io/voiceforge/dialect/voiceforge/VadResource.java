package io.voiceforge.dialect.voiceforge;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.Roles;
import io.voiceforge.dialect.ListenAnswers;
import io.voiceforge.dialect.ListenFields;
import io.voiceforge.dialect.Uploads;
import io.voiceforge.listen.VadRequest;

/** {@code POST /api/vad}: where somebody speaks. */
@Path("/api/vad")
class VadResource {

    private static final double DEFAULT_THRESHOLD = 0.5;

    private final Uploads uploads;
    private final ListenAnswers answers;

    VadResource(Uploads uploads, ListenAnswers answers) {
        this.uploads = uploads;
        this.answers = answers;
    }

    @POST
    @RolesAllowed(Roles.VAD)
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Uni<VadAnswer> detect(RoutingContext context) {
        return uploads.receive(context, "audio").flatMap(form -> {
            Double threshold = ListenFields.number(form, "threshold", 0, 1);
            return answers.detect(new VadRequest(form.audio(), threshold == null ? DEFAULT_THRESHOLD : threshold), context);
        }).map(answered -> new VadAnswer(answered.answer().segments(), answered.provider().wireName()));
    }
}
