package io.voiceforge.activity;

import io.voiceforge.provider.ProviderId;

/** The detected activity, and the provider that detected it. */
public record Detection(ProviderId provider, VoiceActivity activity) {
}
