package io.voiceforge.dialect.voiceforge;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.voiceforge.transcription.Transcript;

/**
 * The response of {@code POST /api/stt}; unknown values are null.
 *
 * @param duration seconds
 * @param processingTimeMillis from the request to the transcript
 */
record TranscriptResponse(String text, String language, Double confidence, Double duration, List<Transcript.Segment> segments,
        String provider, @JsonProperty("processing_time") long processingTimeMillis) {
}
