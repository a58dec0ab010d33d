package io.voiceforge.provider.space;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.Timeout;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.call.Call;
import io.voiceforge.call.From;
import io.voiceforge.call.Operation;
import io.voiceforge.call.Provider;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.listen.Transcript;
import io.voiceforge.listen.TranscriptFormat;
import io.voiceforge.listen.Transcription;
import io.voiceforge.listen.TranscriptionProvider;
import io.voiceforge.listen.TranscriptionRequest;
import io.voiceforge.provider.http.ProviderGuard;
import io.voiceforge.provider.http.ProviderGuards;

/** Transcription by the Space, which answers with one JSON object. */
@ApplicationScoped
@From(Provider.SPACE)
class SpaceTranscription implements TranscriptionProvider {

    private final SpaceEndpoint endpoint;
    private final SpaceListening listening;
    private final ProviderGuard guard;
    private final VoiceForgeConfig.Limits limits;

    SpaceTranscription(SpaceEndpoint endpoint, SpaceListening listening, ProviderGuards guards, VoiceForgeConfig config) {
        this.endpoint = endpoint;
        this.listening = listening;
        this.guard = guards.create(Provider.SPACE, Operation.TRANSCRIPTION);
        this.limits = config.limits();
    }

    @Override
    @Timeout(value = 2, unit = ChronoUnit.MINUTES)
    @Bulkhead(256)
    public Uni<Transcription> transcribe(TranscriptionRequest request, Call call) {
        if (!endpoint.isConfigured() || request.translate()
                || request.words() && request.format() != null
                || request.format() == TranscriptFormat.DIARIZED_JSON) {
            return Uni.createFrom().failure(new ProviderFailure.NotOffered("space: no such transcription"));
        }
        JsonObject others = new JsonObject().put("language", request.language() == null ? "auto" : request.language());
        Duration firstByte = limits.transcriptionFirstByte();
        return listening.ask(guard, "/api/stt", request.audio(), others, firstByte, limits.transcriptionChain(), call,
                SpaceTranscription::transcript);
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
