package io.voiceforge.provider.http;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.voiceforge.call.Memory;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.json.LenientJson;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.stream.WholeBytes;

/**
 * A provider's 2xx response whose first byte is there.
 *
 * @param mediaType lower-case, without parameters; empty when the provider sent none
 * @param memory from which what is read as a whole is taken
 * @param body the bytes from the first on; to be subscribed to once
 */
public record ProviderResponse(ProviderId provider, String mediaType, Memory memory, Multi<Buffer> body) {

    /** More than any JSON answer needs that is not audio. */
    private static final int MAX_WHOLE_BYTES = 8 << 20;

    /** The whole body; fails with {@link ProviderFailure.Unavailable} when it is longer than 8 MiB. */
    public Uni<Buffer> whole() {
        return WholeBytes.of(body, MAX_WHOLE_BYTES, memory, () -> failure("an answer over " + MAX_WHOLE_BYTES + " bytes"));
    }

    /** The whole body as a JSON object; anything else is a failure of the provider. */
    public Uni<JsonObject> json() {
        return whole().map(bytes -> {
            try {
                return LenientJson.members(bytes);
            } catch (DecodeException e) {
                throw failure("an answer that is not a JSON object");
            }
        });
    }

    /** Gives the response up unread. */
    public void discard() {
        body.subscribe().with(ignored -> {
        }, ignored -> {
        }).cancel();
    }

    /** The response makes no sense, for that reason. */
    public ProviderFailure failure(String reason) {
        return new ProviderFailure.Unavailable(provider + ": " + reason);
    }
}
