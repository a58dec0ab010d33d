package io.voiceforge.speech;

import io.voiceforge.audio.AudioStream;
import io.voiceforge.provider.ProviderId;

/**
 * Speech on its way to the caller.
 *
 * @param provider the provider that speaks
 * @param audio in the caller's format; its first byte has arrived
 * @param isFallback whether a provider that comes first has failed; one that does not offer what was asked has not
 */
public record Speech(ProviderId provider, AudioStream audio, boolean isFallback) {
}
