package io.voiceforge.provider.openai;

import java.net.URI;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.voiceforge.call.Provider;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.provider.http.ProviderEndpoint;

/** Where OpenAI is, when it is configured: a key is, or a base URL of a server that needs none. */
@ApplicationScoped
class OpenAiEndpoint {

    private static final URI DEFAULT_BASE_URL = URI.create("https://api.openai.com/v1");

    private final Optional<ProviderEndpoint> endpoint;

    OpenAiEndpoint(VoiceForgeConfig config) {
        VoiceForgeConfig.OpenAi openAi = config.openai();
        this.endpoint = openAi.apiKey().isEmpty() && openAi.baseUrl().isEmpty() ? Optional.empty()
                : Optional
                        .of(new ProviderEndpoint(Provider.OPENAI, openAi.baseUrl().orElse(DEFAULT_BASE_URL), openAi.apiKey()));
    }

    boolean isConfigured() {
        return endpoint.isPresent();
    }

    /** @throws java.util.NoSuchElementException when OpenAI is not configured */
    ProviderEndpoint get() {
        return endpoint.orElseThrow();
    }
}
