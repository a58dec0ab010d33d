package io.voiceforge.provider.huggingface;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.voiceforge.call.Provider;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.provider.http.ProviderEndpoint;

/** Where the router is, when it is configured: with a token and a model. */
@ApplicationScoped
class HuggingFaceEndpoint {

    private final Optional<ProviderEndpoint> endpoint;

    HuggingFaceEndpoint(VoiceForgeConfig config) {
        VoiceForgeConfig.HuggingFace huggingFace = config.huggingface();
        this.endpoint = huggingFace.token().isEmpty() || huggingFace.chatModel().isEmpty() ? Optional.empty()
                : Optional.of(new ProviderEndpoint(Provider.HUGGINGFACE, huggingFace.routerUrl(), huggingFace.token()));
    }

    boolean isConfigured() {
        return endpoint.isPresent();
    }

    /** @throws java.util.NoSuchElementException when the router is not configured */
    ProviderEndpoint get() {
        return endpoint.orElseThrow();
    }
}
