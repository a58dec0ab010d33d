package io.voiceforge.provider.space;

import java.util.ArrayList;
import java.util.List;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.transcription.Transcript;
import io.voiceforge.transcription.TranscriptFormat;
import io.voiceforge.transcription.Transcription;
import io.voiceforge.transcription.TranscriptionProvider;
import io.voiceforge.transcription.TranscriptionRequest;

/** Transcription by the Space, which answers with one JSON object. */
final class SpaceTranscription implements TranscriptionProvider {

    private final SpaceClient space;

    SpaceTranscription(SpaceClient space) {
        this.space = space;
    }

    @Override
    public ProviderId provider() {
        return space.provider();
    }

    @Override
    public ProviderFailure knownFailure() {
        return space.knownFailure();
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

    /** The contract's defaults stand in for what a Space leaves out. */
    private static Transcription transcript(JsonObject answer) {
        List<Transcript.Segment> segments = new ArrayList<>();
        JsonArray given = answer.getJsonArray("segments", new JsonArray());
        for (int i = 0; given != null && i < given.size(); i++) {
            JsonObject segment = given.getJsonObject(i);
            double start = Transcript.seconds(segment.getDouble("start"));
            segments.add(new Transcript.Segment(segment.getString("text", ""), start,
                    Math.max(start, Transcript.seconds(segment.getDouble("end"))),
                    Transcript.probability(segment.getDouble("confidence"))));
        }
        return new Transcript(orElse((String) answer.getValue("text"), ""), orElse(answer.getString("language"), "en"),
                Transcript.probability(answer.getDouble("confidence")), Transcript.seconds(answer.getDouble("duration")),
                segments, List.of());
    }

    private static String orElse(String value, String fallback) {
        return value == null ? fallback : value;
    }
}
