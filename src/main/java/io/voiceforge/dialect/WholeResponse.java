package io.voiceforge.dialect;

import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Responses that are written as a whole. */
public final class WholeResponse {

    private WholeResponse() {
    }

    /** A JSON object; see {@link #write}. */
    public static Uni<Void> json(JsonObject body, RoutingContext context) {
        return write(MediaType.APPLICATION_JSON, body.toBuffer(), context);
    }

    /** Completes when the response has been sent, and never when the caller has gone. */
    public static Uni<Void> write(String contentType, Buffer body, RoutingContext context) {
        return Uni.createFrom().emitter(done -> context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                .end(body).onSuccess(sent -> done.complete(null)));
    }
}
