package io.voiceforge.access;

import java.security.Principal;

import io.voiceforge.key.ApiKey;

/** The caller: a key. */
public record KeyPrincipal(ApiKey key) implements Principal {

    @Override
    public String getName() {
        return key.id().toString();
    }
}
