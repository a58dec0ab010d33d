package io.voiceforge.provider.http;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;

/**
 * A 2xx answer of a provider whose first byte is there.
 *
 * @param mediaType lower-case, without parameters; empty when the provider sent none
 * @param body the bytes from the first on; to be subscribed to once
 */
public record ProviderAnswer(String mediaType, Multi<Buffer> body) {
}
