package io.voiceforge.dialect.elevenlabs;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.voiceforge.listen.Transcript;

/**
 * A transcript on the wire.
 *
 * @param languageProbability always null: no provider says it
 * @param words empty where the provider knows only longer parts
 * @param seconds how long the audio is, or null
 */
record TranscriptRecord(@JsonProperty("language_code") String language,
        @JsonProperty("language_probability") Double languageProbability, String text, List<WordRecord> words,
        @JsonProperty("audio_duration_secs") Double seconds) {

    /** @param logProbability of the words around it on average, or null */
    record WordRecord(String text, double start, double end, String type, @JsonProperty("logprob") Double logProbability) {
    }

    static TranscriptRecord of(Transcript transcript, String callersLanguage, Double seconds) {
        return new TranscriptRecord(
                LanguageCodes.of(transcript.language() != null ? transcript.language() : callersLanguage), null,
                transcript.text(), transcript.words().stream().map(word -> new WordRecord(word.text(), word.start(), word.end(),
                        "word", logProbability(word, transcript))).toList(),
                seconds);
    }

    private static Double logProbability(Transcript.Word word, Transcript transcript) {
        return transcript.segments().stream().filter(part -> part.start() <= word.start() && word.start() < part.end())
                .findFirst().map(Transcript.Segment::confidence).filter(confidence -> confidence > 0).map(Math::log)
                .orElse(null);
    }
}
