package io.voiceforge.dialect.elevenlabs;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.voiceforge.transcription.Languages;
import io.voiceforge.transcription.Transcript;

/**
 * A transcript on the wire. ElevenLabs' SDKs reject a response without its probabilities, which no provider reports as such.
 *
 * @param languageProbability 1 if the caller named the language, else the provider's confidence in the whole transcript, or 0
 *        if it reports none
 * @param words empty if the provider reports only longer parts
 * @param seconds the audio's duration, or null
 */
@Schema(name = "ElevenLabsTranscript")
record TranscriptResponse(@JsonProperty("language_code") String language,
        @JsonProperty("language_probability") double languageProbability, String text, List<WordRecord> words,
        @JsonProperty("audio_duration_secs") @Schema(nullable = true) Double seconds) {

    /** ISO 639-2's code for an undetermined language. */
    private static final String UNDETERMINED = "und";

    /** @param logProbability the average of the words around it, or 0 if unknown */
    record WordRecord(String text, double start, double end, String type, @JsonProperty("logprob") double logProbability) {
    }

    /** @param callersLanguage a code, or null */
    static TranscriptResponse of(Transcript transcript, String callersLanguage, Double seconds) {
        double probability = callersLanguage != null ? 1 : transcript.confidence() != null ? transcript.confidence() : 0;
        return new TranscriptResponse(
                language(transcript.language() != null ? transcript.language() : callersLanguage), probability,
                transcript.text(), transcript.words().stream().map(word -> record(word, transcript)).toList(), seconds);
    }

    private static WordRecord record(Transcript.Word word, Transcript transcript) {
        double logProbability = transcript.segments().stream()
                .filter(part -> part.start() <= word.start() && word.start() < part.end())
                .map(Transcript.Segment::confidence).filter(confidence -> confidence != null && confidence > 0)
                .findFirst().map(Math::log).orElse(0.0);
        return new WordRecord(word.text(), word.start(), word.end(), "word", logProbability);
    }

    private static String language(String name) {
        return name == null || name.isBlank() ? UNDETERMINED : Languages.code(name).orElse(name);
    }
}
