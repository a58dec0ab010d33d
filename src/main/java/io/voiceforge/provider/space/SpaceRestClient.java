package io.voiceforge.provider.space;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;

/** The Space's requests with unary responses. */
@Path("/api")
interface SpaceRestClient {

    /** The whole response, because a sleeping Space responds with a web page. */
    @GET
    @Path("/health")
    Uni<Response> health(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization);
}
