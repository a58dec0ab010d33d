package io.voiceforge.provider.space;

import java.util.ArrayList;
import java.util.List;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.activity.ActivityProvider;
import io.voiceforge.activity.ActivityRequest;
import io.voiceforge.activity.VoiceActivity;
import io.voiceforge.json.LenientNumber;
import io.voiceforge.provider.Attempt;
import io.voiceforge.transcription.Transcript;

/** Voice activity detection by the Space. */
final class SpaceActivity extends SpaceAdapter implements ActivityProvider {

    SpaceActivity(SpaceClient space) {
        super(space);
    }

    @Override
    public Uni<VoiceActivity> detect(ActivityRequest request, Attempt attempt) {
        return space.hear("/api/vad", request.audio(), new JsonObject().put("threshold", request.threshold()), attempt,
                SpaceActivity::activity);
    }

    private static VoiceActivity activity(JsonObject answer) {
        JsonArray given = answer.getJsonArray("segments");
        List<VoiceActivity.Segment> segments = new ArrayList<>(given.size());
        for (int i = 0; i < given.size(); i++) {
            JsonObject segment = given.getJsonObject(i);
            double start = Transcript.seconds(LenientNumber.of(segment.getValue("start")));
            double end = Transcript.seconds(LenientNumber.of(segment.getValue("end")));
            if (start >= end) {
                throw new IllegalArgumentException("a segment that ends before it begins");
            }
            segments.add(new VoiceActivity.Segment(start, end,
                    Transcript.probability(LenientNumber.of(segment.getValue("confidence")))));
        }
        return new VoiceActivity(segments, null);
    }
}
