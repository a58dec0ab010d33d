package io.voiceforge.provider.huggingface;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;

/** The router's calls with unary answers. */
@Path("/")
interface HuggingFaceRestClient {

    @GET
    @Path("models")
    Uni<Response> models(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization);
}
