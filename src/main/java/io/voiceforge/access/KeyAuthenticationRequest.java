package io.voiceforge.access;

import java.net.InetAddress;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** Asks who holds that secret. */
final class KeyAuthenticationRequest extends BaseAuthenticationRequest {

    private final String secret;
    private final InetAddress address;

    /** @param address where the caller is, see {@link ClientAddress} */
    KeyAuthenticationRequest(String secret, InetAddress address) {
        this.secret = secret;
        this.address = address;
    }

    InetAddress address() {
        return address;
    }

    String secret() {
        return secret;
    }
}
