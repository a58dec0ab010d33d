package io.voiceforge.access;

import java.security.Principal;

import io.vertx.ext.web.RoutingContext;
import io.voiceforge.key.ApiKey;

/** The caller, identified by a key. */
public record KeyPrincipal(ApiKey key) implements Principal {

    private static final String CONTEXT = KeyPrincipal.class.getName();

    /** The key that authenticated this request; null on open routes, which are not authenticated. */
    public static ApiKey of(RoutingContext context) {
        return context.get(CONTEXT);
    }

    void putInto(RoutingContext context) {
        context.put(CONTEXT, key);
    }

    @Override
    public String getName() {
        return key.id().toString();
    }
}
