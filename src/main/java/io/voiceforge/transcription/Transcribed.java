package io.voiceforge.transcription;

import io.voiceforge.provider.ProviderId;

/** A transcription, and the provider that produced it. */
public record Transcribed(ProviderId provider, Transcription transcription) {
}
