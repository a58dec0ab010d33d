package io.voiceforge.provider.http;

import java.net.URI;
import java.util.Optional;

import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.ProviderSettings;

/**
 * Where a provider is, and how it is spoken to.
 *
 * @param baseUrl without a trailing slash
 * @param bearerToken sent as {@code Authorization: Bearer} when present
 * @param statusRule what its statuses mean
 * @param tlsLog told of every failure to reach it
 */
public record ProviderEndpoint(ProviderId provider, URI baseUrl, Optional<String> bearerToken, StatusRule statusRule,
        TlsLog tlsLog) {

    /** A provider whose statuses mean what they usually do. */
    public ProviderEndpoint(ProviderSettings settings) {
        this(settings, StatusRules::failure);
    }

    public ProviderEndpoint(ProviderSettings settings, StatusRule statusRule) {
        this(settings.id(), settings.baseUrl(), settings.apiKey(), statusRule, new TlsLog(settings.id()));
    }

    /** The value of the {@code Authorization} header, or null. */
    public String authorization() {
        return bearerToken.map(token -> "Bearer " + token).orElse(null);
    }

    /** Hides the token. */
    @Override
    public String toString() {
        return provider + " at " + baseUrl;
    }
}
