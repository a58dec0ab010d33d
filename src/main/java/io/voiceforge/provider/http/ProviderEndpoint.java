package io.voiceforge.provider.http;

import java.net.URI;
import java.util.Optional;

import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.ProviderSettings;

/**
 * Where a provider is, and how it is spoken to.
 *
 * @param baseUrl without a trailing slash
 * @param keyHeader the header that the key is sent in
 * @param bearerToken the key, sent when present, in {@code Authorization} as {@code Bearer}
 * @param statusRule what its statuses mean
 * @param tlsLog told of every failure to reach it
 */
public record ProviderEndpoint(ProviderId provider, URI baseUrl, String keyHeader, Optional<String> bearerToken,
        StatusRule statusRule, TlsLog tlsLog) {

    private static final String AUTHORIZATION = "Authorization";

    /** A provider whose statuses mean what they usually do. */
    public ProviderEndpoint(ProviderSettings settings) {
        this(settings, StatusRules::failure);
    }

    public ProviderEndpoint(ProviderSettings settings, StatusRule statusRule) {
        this(settings.id(), settings.baseUrl(), AUTHORIZATION, settings.apiKey(), statusRule, new TlsLog(settings.id()));
    }

    /** The same, with the key in another header. */
    public ProviderEndpoint withKeyIn(String header) {
        return new ProviderEndpoint(provider, baseUrl, header, bearerToken, statusRule, tlsLog);
    }

    /** The value of the header with the key, or null. */
    public String authorization() {
        return bearerToken.map(token -> keyHeader.equals(AUTHORIZATION) ? "Bearer " + token : token).orElse(null);
    }

    /** Hides the token. */
    @Override
    public String toString() {
        return provider + " at " + baseUrl;
    }
}
