package io.voiceforge.dialect.voiceforge;

import java.util.List;

import io.voiceforge.activity.VoiceActivity;

/** The response of {@code POST /api/vad}. */
record ActivityResponse(List<VoiceActivity.Segment> segments, String provider) {
}
