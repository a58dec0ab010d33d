package io.voiceforge.dialect.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.dialect.CallHeaders;
import io.voiceforge.dialect.EventStreamResponse;
import io.voiceforge.dialect.HttpCalls;
import io.voiceforge.dialect.UploadForm;
import io.voiceforge.dialect.Uploads;
import io.voiceforge.dialect.WholeResponse;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.gateway.TranscriptionCalls;
import io.voiceforge.stream.SseEvent;
import io.voiceforge.transcription.Transcript;
import io.voiceforge.transcription.TranscriptFormat;
import io.voiceforge.transcription.Transcription;
import io.voiceforge.transcription.TranscriptionRequest;

/** Parses OpenAI's transcription form, and responds in the requested format, whichever provider transcribes. */
@ApplicationScoped
class TranscriptionResponses {

    private static final Set<String> OWN_FIELDS = Set.of("model", "response_format", "language", "stream");
    private static final String GRANULARITIES = "timestamp_granularities";
    private static final String FORMATS = Stream.of(TranscriptFormat.values()).map(TranscriptFormat::wireName)
            .collect(Collectors.joining(", "));

    private final Uploads uploads;
    private final TranscriptionCalls calls;
    private final EventStreamResponse eventStream;

    TranscriptionResponses(Uploads uploads, TranscriptionCalls calls, EventStreamResponse eventStream) {
        this.uploads = uploads;
        this.calls = calls;
        this.eventStream = eventStream;
    }

    Uni<Void> write(RoutingContext context, boolean translate) {
        return uploads.receive(context, "file").flatMap(form -> {
            TranscriptionRequest request = request(form, translate);
            return calls.transcribe(request, form.durationMillis(), HttpCalls.of(context)).flatMap(transcribed -> {
                CallHeaders.write(context);
                return write(request, transcribed.transcription(), form, context);
            });
        });
    }

    private static TranscriptionRequest request(UploadForm form, boolean translate) {
        String model = form.field("model");
        if (model == null || model.isBlank() || model.length() > 200) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, "model",
                    "The model must be a name of 1 to 200 characters, for example whisper-1");
        }
        String formatName = form.field("response_format");
        TranscriptFormat format = formatName == null ? TranscriptFormat.JSON
                : TranscriptFormat.of(formatName).orElseThrow(() -> ApiException.of(ErrorCode.INVALID_REQUEST,
                        "response_format", "There is no such format. Use one of " + FORMATS + "."));
        form.number("temperature", 0, 1);
        List<String> granularities = form.list(GRANULARITIES);
        if (!Set.of("word", "segment").containsAll(granularities)) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, GRANULARITIES + "[]", "Use word, segment or both");
        }
        boolean isStreamed = Boolean.TRUE.equals(form.bool("stream"));
        // subtitles and details are available only as a document, as at OpenAI
        boolean events = isStreamed && !translate
                && (format == TranscriptFormat.JSON || format == TranscriptFormat.TEXT);
        List<Map.Entry<String, String>> hints = new ArrayList<>();
        form.fields().entries().stream().filter(field -> !OWN_FIELDS.contains(field.getKey())
                && !UploadForm.isElementOf(GRANULARITIES, field.getKey()) && !field.getValue().isEmpty()).forEach(hints::add);
        granularities.forEach(granularity -> hints.add(Map.entry(GRANULARITIES + "[]", granularity)));
        return new TranscriptionRequest(form.audio(), model, false, form.language(), format,
                granularities.contains("word"), events, translate, hints);
    }

    private Uni<Void> write(TranscriptionRequest request, Transcription answer, UploadForm form, RoutingContext context) {
        if (answer instanceof Transcription.Events events) {
            return eventStream.write(events.body(), context, TranscriptionResponses::errorEvent);
        }
        Buffer document = answer instanceof Transcription.Document written ? written.content()
                : Transcripts.write((Transcript) answer, request.format(), form.durationMillis());
        if (request.stream()) {
            String text = request.format() == TranscriptFormat.TEXT ? document.toString().stripTrailing()
                    : document.toJsonObject().getString("text");
            return eventStream.write(TranscriptEvents.of(text), context, TranscriptionResponses::errorEvent);
        }
        return WholeResponse.write(request.format().contentType(), document, context);
    }

    private static Buffer errorEvent(JsonObject error) {
        return SseEvent.of("error", error);
    }
}
