package io.voiceforge.chat;

import io.smallrye.mutiny.Multi;
import io.voiceforge.provider.ProviderId;

/**
 * An answer that comes in parts.
 *
 * @param provider who answers
 * @param parts the first is there; completes only when the provider has said that the answer is complete; to be subscribed to
 *        once
 */
public record ChatStream(ProviderId provider, Multi<ChatPart> parts) {
}
