package io.voiceforge.provider.http;

import java.net.URI;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.ProviderSettings;

/** Where a provider is, and how it is spoken to. */
public final class ProviderEndpoint {

    private static final String AUTHORIZATION = "Authorization";

    private final ProviderSettings settings;
    private final String authorization;
    private final StatusRule statusRule;
    private final TlsLog tlsLog;
    /** What every request to it has in common. */
    private final RequestOptions common;
    private final String basePath;

    /** A provider whose statuses mean what they usually do. */
    public ProviderEndpoint(ProviderSettings settings) {
        this(settings, StatusRules::failure);
    }

    /** @param statusRule what the provider's statuses mean */
    public ProviderEndpoint(ProviderSettings settings, StatusRule statusRule) {
        this(settings, AUTHORIZATION, settings.apiKey().map(key -> "Bearer " + key).orElse(null), statusRule);
    }

    private ProviderEndpoint(ProviderSettings settings, String keyHeader, String authorization, StatusRule statusRule) {
        this.settings = settings;
        this.authorization = authorization;
        this.statusRule = statusRule;
        this.tlsLog = new TlsLog(settings.id());
        this.common = new RequestOptions()
                .setAbsoluteURI(settings.baseUrl().toString())
                .putHeader(HttpHeaders.ACCEPT, "*/*")
                .putHeader(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY);
        if (authorization != null) {
            common.putHeader(keyHeader, authorization);
        }
        this.basePath = common.getURI().equals("/") ? "" : common.getURI();
    }

    /** A provider that is sent its key as it is, in this header. */
    public static ProviderEndpoint withKeyIn(String header, ProviderSettings settings) {
        return new ProviderEndpoint(settings, header, settings.apiKey().orElse(null), StatusRules::failure);
    }

    public ProviderId provider() {
        return settings.id();
    }

    /** Without a trailing slash. */
    public URI baseUrl() {
        return settings.baseUrl();
    }

    /** The value of the header with the key, or null. */
    public String authorization() {
        return authorization;
    }

    StatusRule statusRule() {
        return statusRule;
    }

    /** Told of every failure to reach it. */
    TlsLog tlsLog() {
        return tlsLog;
    }

    /** @param path begins with a slash and is appended to the base URL */
    RequestOptions post(String path) {
        return new RequestOptions(common).setMethod(HttpMethod.POST).setURI(basePath + path);
    }

    /** Hides the key. */
    @Override
    public String toString() {
        return settings.id() + " at " + settings.baseUrl();
    }
}
