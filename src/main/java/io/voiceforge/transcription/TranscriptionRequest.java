package io.voiceforge.transcription;

import java.util.List;
import java.util.Map;

import io.voiceforge.audio.AudioFile;

/**
 * Audio to transcribe.
 *
 * @param audio in any container
 * @param model the caller's name for the model, or null
 * @param ignoresUnknownModel whether to ignore a model that no provider is known to have
 * @param language an ISO-639 code, or null to let the provider detect it
 * @param format the document that the provider must write, or null if a {@link Transcript} is enough
 * @param words whether to include the times of words: required in a document, optional in a {@link Transcript}
 * @param stream whether to stream the words as events while they are recognized
 * @param translate whether to translate the text into English
 * @param hints further fields of OpenAI's form, passed on unchanged
 */
public record TranscriptionRequest(AudioFile audio, String model, boolean ignoresUnknownModel, String language,
        TranscriptFormat format, boolean words, boolean stream, boolean translate, List<Map.Entry<String, String>> hints) {

    /** The same request with this model. */
    TranscriptionRequest withModel(String newModel) {
        return new TranscriptionRequest(audio, newModel, ignoresUnknownModel, language, format, words, stream, translate,
                hints);
    }
}
