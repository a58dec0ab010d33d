package io.voiceforge.chat;

import io.smallrye.mutiny.Multi;
import io.voiceforge.provider.ProviderId;

/**
 * A streamed response.
 *
 * @param provider the responding provider
 * @param parts the first has arrived; completes only if the provider has marked the response as complete; subscribe only once
 */
public record ChatStream(ProviderId provider, Multi<ChatPart> parts) {
}
