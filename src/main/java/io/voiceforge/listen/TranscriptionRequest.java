package io.voiceforge.listen;

import java.util.List;
import java.util.Map;

import io.voiceforge.call.PinnedModel;

/**
 * Audio whose words are wanted.
 *
 * @param audio in any container
 * @param model the caller's; its name may be null
 * @param language an ISO-639 code, or null for the provider to find out
 * @param format the document that the caller wants as the provider writes it, or null when a {@link Transcript} will do
 * @param words whether the times of single words are wanted, which a Space does not know: in a document they have to be there,
 *        in a {@link Transcript} they may be missing
 * @param stream whether the words are wanted as events while they are found
 * @param translate whether the answer is to be in English
 * @param hints further fields of OpenAI's form, passed on as they are
 */
public record TranscriptionRequest(AudioFile audio, PinnedModel model, String language, TranscriptFormat format, boolean words,
        boolean stream, boolean translate, List<Map.Entry<String, String>> hints) {
}
