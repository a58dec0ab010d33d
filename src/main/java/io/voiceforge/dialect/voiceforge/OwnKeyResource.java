package io.voiceforge.dialect.voiceforge;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.voiceforge.access.KeyPrincipal;

/** {@code GET /api/key}: callers look at their own key. */
@Path("/api/key")
class OwnKeyResource {

    private final SecurityIdentity caller;

    OwnKeyResource(SecurityIdentity caller) {
        this.caller = caller;
    }

    @GET
    @Authenticated
    public KeyRecord own() {
        return KeyRecord.of(((KeyPrincipal) caller.getPrincipal()).key());
    }
}
