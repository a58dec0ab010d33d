package io.voiceforge.dialect.voiceforge;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

import io.vertx.core.json.JsonObject;

/** {@code GET} and {@code HEAD /}: what hosts probe to see that the service is up. */
@Path("/")
class HomeResource {

    private final String home;

    HomeResource(@ConfigProperty(name = "quarkus.application.version") String version) {
        this.home = new JsonObject().put("service", "VoiceForge Gateway").put("version", version).put("health", "/api/health")
                .put("voices", "/api/voice-library").encode();
    }

    @GET
    @PermitAll
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "getService", summary = "Name and version of the service")
    @APIResponseSchema(Schemas.Service.class)
    public String home() {
        return home;
    }
}
