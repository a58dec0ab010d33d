package io.voiceforge.dialect.voiceforge;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;

import io.quarkus.security.Authenticated;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.KeyPrincipal;
import io.voiceforge.dialect.Metered;

/** {@code GET /api/key}: the caller's own key. */
@Path("/api/key")
@Produces(MediaType.APPLICATION_JSON)
class OwnKeyResource {

    @GET
    @Authenticated
    @Metered.Not(because = "answers from what is stored")
    @Operation(operationId = "getOwnKey", summary = "The caller's own key")
    public KeyRecord own(RoutingContext context) {
        return KeyRecord.of(KeyPrincipal.of(context));
    }
}
