package io.voiceforge.activity;

import io.voiceforge.provider.ProviderId;

/** What was found, and by whom. */
public record Detection(ProviderId provider, VoiceActivity activity) {
}
