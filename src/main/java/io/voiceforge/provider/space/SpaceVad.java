package io.voiceforge.provider.space;

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
import io.voiceforge.listen.Activity;
import io.voiceforge.listen.Transcript;
import io.voiceforge.listen.VadProvider;
import io.voiceforge.listen.VadRequest;
import io.voiceforge.provider.http.ProviderGuard;
import io.voiceforge.provider.http.ProviderGuards;

/** Voice activity by the Space. */
@ApplicationScoped
@From(Provider.SPACE)
class SpaceVad implements VadProvider {

    private final SpaceEndpoint endpoint;
    private final SpaceListening listening;
    private final ProviderGuard guard;
    private final VoiceForgeConfig.Limits limits;

    SpaceVad(SpaceEndpoint endpoint, SpaceListening listening, ProviderGuards guards, VoiceForgeConfig config) {
        this.endpoint = endpoint;
        this.listening = listening;
        this.guard = guards.create(Provider.SPACE, Operation.VAD);
        this.limits = config.limits();
    }

    @Override
    @Timeout(value = 1, unit = ChronoUnit.MINUTES)
    @Bulkhead(256)
    public Uni<Activity> detect(VadRequest request, Call call) {
        if (!endpoint.isConfigured()) {
            return Uni.createFrom().failure(new ProviderFailure.NotOffered("space: not configured"));
        }
        return listening.ask(guard, "/api/vad", request.audio(), new JsonObject().put("threshold", request.threshold()),
                limits.firstByte(), limits.chain().minus(limits.localReserve()), call, SpaceVad::activity);
    }

    private static Activity activity(JsonObject answer) {
        JsonArray given = answer.getJsonArray("segments");
        List<Activity.Segment> segments = new ArrayList<>(given.size());
        for (int i = 0; i < given.size(); i++) {
            JsonObject segment = given.getJsonObject(i);
            double start = Transcript.seconds(segment.getDouble("start"));
            double end = Transcript.seconds(segment.getDouble("end"));
            if (start >= end) {
                throw new IllegalArgumentException("a segment that ends before it begins");
            }
            segments.add(new Activity.Segment(start, end, Transcript.probability(segment.getDouble("confidence"))));
        }
        return new Activity(segments);
    }
}
