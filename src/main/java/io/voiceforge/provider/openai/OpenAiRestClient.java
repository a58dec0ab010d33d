package io.voiceforge.provider.openai;

import java.time.Duration;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;

/** The API's calls with short answers. */
@Path("/")
interface OpenAiRestClient {

    Duration READ_TIMEOUT = Duration.ofSeconds(3);

    @GET
    @Path("models")
    Uni<Response> models(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization);

    /** Not OpenAI's own: servers with other voices list them so. */
    @GET
    @Path("audio/voices")
    Uni<Response> voices(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization);
}
