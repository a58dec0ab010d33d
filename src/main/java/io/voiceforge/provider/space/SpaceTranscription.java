package io.voiceforge.provider.space;

import java.util.ArrayList;
import java.util.List;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.json.LenientNumber;
import io.voiceforge.provider.Attempt;
import io.voiceforge.transcription.Transcript;
import io.voiceforge.transcription.TranscriptFormat;
import io.voiceforge.transcription.Transcription;
import io.voiceforge.transcription.TranscriptionProvider;
import io.voiceforge.transcription.TranscriptionRequest;

/** Transcription by the Space, which responds with one JSON object. */
final class SpaceTranscription extends SpaceAdapter implements TranscriptionProvider {

    SpaceTranscription(SpaceClient space) {
        super(space);
    }

    @Override
    public boolean offers(TranscriptionRequest request) {
        boolean isDocumentWithWords = request.words() && request.format() != null;
        return !request.translate() && !isDocumentWithWords && request.format() != TranscriptFormat.DIARIZED_JSON;
    }

    @Override
    public Uni<Transcription> transcribe(TranscriptionRequest request, Attempt attempt) {
        JsonObject others = new JsonObject().put("language", request.language() == null ? "auto" : request.language());
        return space.hear("/api/stt", request.audio(), others, attempt, SpaceTranscription::transcript);
    }

    /** Uses the contract's defaults for what a Space omits; members of another JSON type count as unknown. */
    private static Transcription transcript(JsonObject answer) {
        List<Transcript.Segment> segments = new ArrayList<>();
        JsonArray given = answer.getValue("segments") instanceof JsonArray array ? array : new JsonArray();
        for (Object element : given) {
            if (element instanceof JsonObject segment) {
                Double start = seconds(segment.getValue("start"));
                Double end = seconds(segment.getValue("end"));
                if (start != null && end != null) {
                    segments.add(new Transcript.Segment(text(segment.getValue("text"), ""), start, Math.max(start, end),
                            Transcript.probability(LenientNumber.of(segment.getValue("confidence")))));
                }
            }
        }
        if (answer.getValue("text") != null && !(answer.getValue("text") instanceof String)) {
            throw new IllegalArgumentException("a text that is not a string");
        }
        return new Transcript(text(answer.getValue("text"), ""), text(answer.getValue("language"), "en"),
                Transcript.probability(LenientNumber.of(answer.getValue("confidence"))), seconds(answer.getValue("duration")),
                segments, List.of());
    }

    private static Double seconds(Object value) {
        return Transcript.seconds(LenientNumber.of(value));
    }

    private static String text(Object value, String byDefault) {
        return value instanceof String text ? text : byDefault;
    }
}
