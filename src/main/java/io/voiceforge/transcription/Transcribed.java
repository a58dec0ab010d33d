package io.voiceforge.transcription;

import io.voiceforge.provider.ProviderId;

/** What was said, and who heard it. */
public record Transcribed(ProviderId provider, Transcription transcription) {
}
