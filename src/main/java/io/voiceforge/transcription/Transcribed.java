package io.voiceforge.transcription;

import io.voiceforge.provider.ProviderId;

/**
 * A transcription, and the provider that produced it.
 *
 * @param model see {@link TranscriptionProvider#model()}
 */
public record Transcribed(ProviderId provider, String model, Transcription transcription) {
}
