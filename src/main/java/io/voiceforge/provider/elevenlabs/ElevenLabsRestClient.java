package io.voiceforge.provider.elevenlabs;

import java.time.Duration;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;

/** The API's calls with short answers. */
@Path("/v1")
interface ElevenLabsRestClient {

    Duration READ_TIMEOUT = Duration.ofSeconds(3);

    @GET
    @Path("models")
    Uni<Response> models(@HeaderParam("xi-api-key") String key);

    @GET
    @Path("voices")
    Uni<Response> voices(@HeaderParam("xi-api-key") String key);
}
