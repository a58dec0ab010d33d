package io.voiceforge.provider.space;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.voiceforge.call.Provider;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.provider.http.ProviderEndpoint;

/** Where the Space is, when there is one. */
@ApplicationScoped
class SpaceEndpoint {

    private final Optional<ProviderEndpoint> endpoint;

    SpaceEndpoint(VoiceForgeConfig config) {
        this.endpoint = config.space().url().filter(url -> config.space().enabled())
                .map(url -> new ProviderEndpoint(Provider.SPACE, url, config.huggingface().token()));
    }

    boolean isConfigured() {
        return endpoint.isPresent();
    }

    /** @throws java.util.NoSuchElementException when no Space is configured */
    ProviderEndpoint get() {
        return endpoint.orElseThrow();
    }
}
