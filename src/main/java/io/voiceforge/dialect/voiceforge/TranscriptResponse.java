package io.voiceforge.dialect.voiceforge;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.voiceforge.transcription.Transcript;

/**
 * The response of {@code POST /api/stt}; unknown values are null.
 *
 * @param duration seconds
 * @param processingTimeMillis from the request to the transcript
 */
record TranscriptResponse(String text, @Schema(nullable = true) String language, @Schema(nullable = true) Double confidence,
        @Schema(nullable = true) Double duration,
        @Schema(implementation = Schemas.TranscriptSegment[].class) List<Transcript.Segment> segments,
        String provider, @JsonProperty("processing_time") long processingTimeMillis) {
}
