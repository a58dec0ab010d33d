package io.voiceforge.dialect.voiceforge;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.voiceforge.activity.VoiceActivity;

/**
 * The response of {@code POST /api/vad}.
 *
 * @param detector left out if unknown
 */
record ActivityResponse(@Schema(implementation = Schemas.SpeechSegment[].class) List<VoiceActivity.Segment> segments,
        String provider,
        @JsonInclude(JsonInclude.Include.NON_NULL) String detector) {
}
