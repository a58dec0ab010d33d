package io.voiceforge.access;

import io.vertx.core.MultiMap;

/** Finds the key's secret in a request. */
final class KeyCredential {

    private static final String BEARER = "bearer ";

    private KeyCredential() {
    }

    /**
     * The secret, or null when there is none. {@code Authorization} comes last: on a private Hugging Face Space it holds the
     * token that the edge asked for.
     */
    static String of(MultiMap headers) {
        String secret = headers.get("X-API-Key");
        if (secret == null) {
            secret = headers.get("xi-api-key");
        }
        return secret != null ? secret.strip() : bearer(headers.get("Authorization"));
    }

    /** The token of a header {@code Bearer token}, or null. */
    static String bearer(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return null;
        }
        return authorization.substring(BEARER.length()).strip();
    }
}
