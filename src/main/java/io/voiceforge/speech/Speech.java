package io.voiceforge.speech;

import io.voiceforge.audio.AudioStream;
import io.voiceforge.provider.ProviderId;

/**
 * Spoken text on its way to the caller.
 *
 * @param provider who speaks
 * @param audio in the format that the caller asked for; its first byte is there
 */
public record Speech(ProviderId provider, AudioStream audio) {
}
