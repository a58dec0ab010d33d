package io.voiceforge.dialect.openai;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.transcription.Transcript;
import io.voiceforge.transcription.TranscriptFormat;

/** Writes a transcript in OpenAI's formats. */
final class Transcripts {

    private Transcripts() {
    }

    /** @param durationMillis the audio's duration from its headers, used if the transcript does not state it */
    static Buffer write(Transcript transcript, TranscriptFormat format, OptionalLong durationMillis) {
        Double seconds = transcript.durationSeconds();
        if (seconds == null && durationMillis.isPresent()) {
            seconds = durationMillis.getAsLong() / 1000.0;
        }
        return switch (format) {
            case TEXT -> Buffer.buffer(transcript.text() + "\n");
            case SRT -> Buffer.buffer(srt(cues(transcript, seconds)));
            case VTT -> Buffer.buffer(vtt(cues(transcript, seconds)));
            case VERBOSE_JSON -> verbose(transcript, seconds).toBuffer();
            case JSON, DIARIZED_JSON -> new JsonObject().put("text", transcript.text()).toBuffer();
        };
    }

    /** OpenAI's API has no nulls here, and SDKs insist on its types: unknown values are 0, an empty list or "unknown". */
    private static JsonObject verbose(Transcript transcript, Double seconds) {
        JsonArray segments = new JsonArray();
        for (Transcript.Segment segment : transcript.segments()) {
            boolean isSure = segment.confidence() != null && segment.confidence() > 0;
            segments.add(new JsonObject().put("id", segments.size()).put("seek", 0).put("start", segment.start())
                    .put("end", segment.end()).put("text", segment.text()).put("tokens", new JsonArray()).put("temperature", 0)
                    .put("avg_logprob", isSure ? Math.log(segment.confidence()) : 0)
                    .put("compression_ratio", 0).put("no_speech_prob", 0));
        }
        double end = transcript.segments().stream().mapToDouble(Transcript.Segment::end).max().orElse(0);
        return new JsonObject().put("task", "transcribe")
                .put("language", transcript.language() == null ? "unknown" : transcript.language())
                .put("duration", seconds == null ? end : seconds)
                .put("text", transcript.text()).put("segments", segments);
    }

    /** Without segments, one cue covers the whole audio. */
    private static List<Transcript.Segment> cues(Transcript transcript, Double seconds) {
        return !transcript.segments().isEmpty() ? transcript.segments()
                : List.of(new Transcript.Segment(transcript.text(), 0, seconds == null ? 0 : seconds, null));
    }

    /** SubRip: numbered cues, with a comma before the milliseconds. */
    private static String srt(List<Transcript.Segment> cues) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < cues.size(); i++) {
            text.append(i + 1).append('\n').append(cue(cues.get(i), ','));
        }
        return text.toString();
    }

    /** WebVTT, see the W3C's specification. */
    private static String vtt(List<Transcript.Segment> cues) {
        StringBuilder text = new StringBuilder("WEBVTT\n\n");
        for (Transcript.Segment cue : cues) {
            text.append(cue(cue, '.'));
        }
        return text.toString();
    }

    /** An empty line or an arrow would end the cue. */
    private static String cue(Transcript.Segment segment, char point) {
        String words = segment.text().strip().replaceAll("\\R\\s*", " ").replace("-->", "→");
        return time(segment.start(), point) + " --> " + time(segment.end(), point) + "\n" + words + "\n\n";
    }

    private static String time(double seconds, char point) {
        long millis = Math.round(Math.max(0, seconds) * 1000);
        return String.format(Locale.ROOT, "%02d:%02d:%02d%c%03d", millis / 3_600_000, millis / 60_000 % 60,
                millis / 1000 % 60, point, millis % 1000);
    }
}
