package io.voiceforge.dialect.voiceforge;

import java.util.List;

import io.voiceforge.activity.VoiceActivity;

/** The answer to {@code POST /api/vad}. */
record ActivityResponse(List<VoiceActivity.Segment> segments, String provider) {
}
