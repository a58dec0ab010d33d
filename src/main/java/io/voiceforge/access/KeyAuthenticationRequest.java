package io.voiceforge.access;

import java.net.InetAddress;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** A request to authenticate the holder of a secret. */
final class KeyAuthenticationRequest extends BaseAuthenticationRequest {

    private final String secret;
    private final InetAddress address;

    /** @param address the caller's address, see {@link ClientAddress} */
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
