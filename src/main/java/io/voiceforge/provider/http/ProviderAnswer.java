package io.voiceforge.provider.http;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.error.ProviderFailure;

/**
 * A 2xx answer of a provider whose first byte is there.
 *
 * @param mediaType lower-case, without parameters; empty when the provider sent none
 * @param body the bytes from the first on; to be subscribed to once
 */
public record ProviderAnswer(String mediaType, Multi<Buffer> body) {

    /** More than any JSON answer needs that is not audio. */
    private static final int MAX_WHOLE_BYTES = 8 << 20;

    /** All of the answer, when it is not longer than 8 MiB; else a {@link ProviderFailure.Unavailable}. */
    public Uni<Buffer> whole() {
        return body.collect().in(Buffer::buffer, (all, chunk) -> {
            if (all.length() + chunk.length() > MAX_WHOLE_BYTES) {
                throw new ProviderFailure.Unavailable("an answer over " + MAX_WHOLE_BYTES + " bytes");
            }
            all.appendBuffer(chunk);
        });
    }

    /** Gives the answer up unread. */
    public void discard() {
        body.subscribe().with(ignored -> {
        }, ignored -> {
        }).cancel();
    }
}
