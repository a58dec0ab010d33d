package io.voiceforge.dialect.voiceforge;

import java.util.List;

import io.voiceforge.listen.Activity;

/** The answer to {@code POST /api/vad}. */
record VadAnswer(List<Activity.Segment> segments, String provider) {
}
