package io.voiceforge.access;

import io.vertx.core.MultiMap;

/** Extracts the key's secret from a request. */
final class KeyCredential {

    private static final String BEARER = "bearer ";

    private KeyCredential() {
    }

    /**
     * Returns the secret, or null if there is none. {@code Authorization} comes last, because on a private Hugging Face Space
     * it carries the token for the Space's edge.
     */
    static String of(MultiMap headers) {
        String secret = headers.get("X-API-Key");
        if (secret == null) {
            secret = headers.get("xi-api-key");
        }
        return secret != null ? secret.strip() : bearer(headers.get("Authorization"));
    }

    /** The token of a {@code Bearer token} header, or null. */
    static String bearer(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return null;
        }
        return authorization.substring(BEARER.length()).strip();
    }
}
