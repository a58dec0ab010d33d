package io.voiceforge.transcription;

import java.util.List;
import java.util.Map;

import io.voiceforge.audio.AudioFile;

/**
 * Audio whose words are wanted.
 *
 * @param audio in any container
 * @param model as the caller names it, or null
 * @param ignoresUnknownModel whether a model that no provider is known to have counts as none
 * @param language an ISO-639 code, or null for the provider to find out
 * @param format the document that the caller wants as the provider writes it, or null when a {@link Transcript} will do
 * @param words whether the times of single words are wanted: in a document they must be there, in a {@link Transcript} they may be
 *        missing
 * @param stream whether the words are wanted as events while they are found
 * @param translate whether the text is to be in English
 * @param hints further fields of OpenAI's form, passed on unchanged
 */
public record TranscriptionRequest(AudioFile audio, String model, boolean ignoresUnknownModel, String language,
        TranscriptFormat format, boolean words, boolean stream, boolean translate, List<Map.Entry<String, String>> hints) {

    /** The same, by that model. */
    TranscriptionRequest withModel(String newModel) {
        return new TranscriptionRequest(audio, newModel, ignoresUnknownModel, language, format, words, stream, translate,
                hints);
    }
}
