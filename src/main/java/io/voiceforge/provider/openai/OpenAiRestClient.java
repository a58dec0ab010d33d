package io.voiceforge.provider.openai;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;

/** OpenAI's calls with unary answers. */
@Path("/")
interface OpenAiRestClient {

    @GET
    @Path("models")
    Uni<Response> models(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization);
}
