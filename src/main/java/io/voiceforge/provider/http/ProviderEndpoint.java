package io.voiceforge.provider.http;

import java.net.URI;
import java.util.Optional;

import io.voiceforge.call.Provider;

/**
 * Where a provider is and who asks.
 *
 * @param provider for messages and metrics
 * @param baseUrl without a trailing slash
 * @param bearerToken sent as {@code Authorization: Bearer} when present
 */
public record ProviderEndpoint(Provider provider, URI baseUrl, Optional<String> bearerToken) {

    /** The value of the {@code Authorization} header, or null. */
    public String authorization() {
        return bearerToken.map(token -> "Bearer " + token).orElse(null);
    }

    /** Hides the token. */
    @Override
    public String toString() {
        return provider.wireName() + " at " + baseUrl;
    }
}
