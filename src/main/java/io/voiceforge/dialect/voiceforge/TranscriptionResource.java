package io.voiceforge.dialect.voiceforge;

import java.util.List;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.Roles;
import io.voiceforge.call.PinnedModel;
import io.voiceforge.call.Provider;
import io.voiceforge.dialect.Calls;
import io.voiceforge.dialect.ListenAnswers;
import io.voiceforge.dialect.ListenFields;
import io.voiceforge.dialect.UploadForm;
import io.voiceforge.dialect.Uploads;
import io.voiceforge.listen.Answered;
import io.voiceforge.listen.Transcript;
import io.voiceforge.listen.Transcription;
import io.voiceforge.listen.TranscriptionRequest;

/** {@code POST /api/stt}: audio to text. */
@Path("/api/stt")
class TranscriptionResource {

    private final Uploads uploads;
    private final ListenAnswers answers;

    TranscriptionResource(Uploads uploads, ListenAnswers answers) {
        this.uploads = uploads;
        this.answers = answers;
    }

    @POST
    @RolesAllowed(Roles.TRANSCRIPTION)
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Uni<TranscriptAnswer> transcribe(RoutingContext context) {
        return uploads.receive(context, "audio").flatMap(form -> answers.transcribe(request(form), form.durationMillis(),
                context).map(answered -> answer(answered, form, context)));
    }

    private static TranscriptionRequest request(UploadForm form) {
        return new TranscriptionRequest(form.audio(), model(form.field("model")), ListenFields.language(form), null, false,
                false, false, List.of());
    }

    /** The names of a Space's models mean nothing to OpenAI, unless the caller says that it is one of OpenAI's. */
    private static PinnedModel model(String name) {
        PinnedModel model = PinnedModel.of(name);
        boolean openAis = model.pin() == Provider.OPENAI
                || model.name() != null && (model.name().startsWith("whisper-1") || model.name().startsWith("gpt-"));
        return openAis ? model : new PinnedModel(model.pin(), null);
    }

    private static TranscriptAnswer answer(Answered<Transcription> answered, UploadForm form, RoutingContext context) {
        Transcript transcript = (Transcript) answered.answer();
        Double seconds = transcript.durationSeconds();
        if (seconds == null && form.durationMillis().isPresent()) {
            seconds = form.durationMillis().getAsLong() / 1000.0;
        }
        return new TranscriptAnswer(transcript.text(), transcript.language(), transcript.confidence(), seconds,
                transcript.segments(), answered.provider().wireName(), Calls.of(context).firstByteNanos() / 1_000_000);
    }
}
