package io.voiceforge.access;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** Asks who holds that secret. */
final class KeyAuthenticationRequest extends BaseAuthenticationRequest {

    private final String secret;

    KeyAuthenticationRequest(String secret) {
        this.secret = secret;
    }

    String secret() {
        return secret;
    }
}
