package io.voiceforge.dialect.elevenlabs;

import java.util.List;
import java.util.OptionalLong;

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
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ApiException.Detail;
import io.voiceforge.error.ApiException.Detail.Kind;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.gateway.TranscriptionCalls;
import io.voiceforge.transcription.Languages;
import io.voiceforge.transcription.Transcript;
import io.voiceforge.transcription.TranscriptionRequest;

/** {@code POST /v1/speech-to-text}: audio to text. */
@Path("/v1/speech-to-text")
@Produces(MediaType.APPLICATION_JSON)
class TranscriptionResource {

    private static final int MAX_MODEL_CHARACTERS = 200;
    /** The prefix of ElevenLabs' own models, which no provider here has. */
    private static final String ELEVENLABS_MODELS = "scribe_";

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
    @Operation(operationId = "speechToText", summary = "Turn audio into text")
    @RequestBodySchema(Schemas.TranscriptionForm.class)
    public Uni<TranscriptResponse> transcribe(RoutingContext context) {
        return uploads.receive(context, "file").flatMap(form -> {
            TranscriptionRequest request = request(form);
            // without a document format, the response is a transcript
            return calls.transcribe(request, form.durationMillis(), HttpCalls.of(context)).map(transcribed -> {
                CallHeaders.write(context);
                Transcript transcript = (Transcript) transcribed.transcription();
                return TranscriptResponse.of(transcript, request.language(), seconds(transcript, form.durationMillis()));
            });
        });
    }

    /** Ignores fields without a counterpart at the providers. */
    private static TranscriptionRequest request(UploadForm form) {
        String model = form.field("model_id");
        if (model == null) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST,
                    new Detail("model_id", Kind.MISSING, ElevenLabsWording.INSTANCE.missing()));
        }
        if (model.isBlank() || model.length() > MAX_MODEL_CHARACTERS) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, "model_id",
                    "Input should have 1 to " + MAX_MODEL_CHARACTERS + " characters");
        }
        return new TranscriptionRequest(form.audio(), model.startsWith(ELEVENLABS_MODELS) ? null : model, false,
                language(form), null, wantsWords(form), false, false, List.of());
    }

    private static String language(UploadForm form) {
        String language = form.field("language_code");
        if (language == null) {
            return null;
        }
        return Languages.code(language).orElseThrow(() -> ApiException.of(ErrorCode.INVALID_REQUEST, "language_code",
                "Input should be an ISO-639 code, such as en or eng"));
    }

    /** No provider reports times of characters, so those of their words are used instead. */
    private static boolean wantsWords(UploadForm form) {
        String granularity = form.field("timestamps_granularity");
        if (granularity != null && !List.of("none", "word", "character").contains(granularity)) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, "timestamps_granularity",
                    "Input should be none, word or character");
        }
        return !"none".equals(granularity);
    }

    private static Double seconds(Transcript transcript, OptionalLong durationMillis) {
        return transcript.durationSeconds() != null || durationMillis.isEmpty() ? transcript.durationSeconds()
                : Double.valueOf(durationMillis.getAsLong() / 1000.0);
    }
}
