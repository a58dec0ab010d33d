package io.voiceforge.dialect;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/**
 * Refuses bodies that are too large: one that announces its length before any of it is read, one that comes in chunks as soon
 * as it has become too long. The limit of the server itself is the one of uploads, and only a net.
 */
@Singleton
class BodyLimit {

    /** JSON only: 5000 characters need 60 KB at worst, and what fits is read without a worker thread. */
    static final long JSON_BYTES = 1 << 20;

    /** Behind the request id, before authentication. */
    private static final int PRIORITY = 900;

    private final ErrorResponses responses;
    private final Routes routes;

    BodyLimit(ErrorResponses responses, Routes routes) {
        this.responses = responses;
        this.routes = routes;
    }

    void register(@Observes Filters filters) {
        filters.register(this::checkLength, PRIORITY);
    }

    private void checkLength(RoutingContext context) {
        String length = context.request().getHeader("Content-Length");
        long limit = limit(context);
        if (length != null && (length.length() > 18 || Long.parseLong(length) > limit)) {
            EarlyResponse.prepare(context);
            responses.send(tooLarge(limit), context);
        } else {
            context.next();
        }
    }

    /** Reads a body of unknown length, behind authentication and before Quarkus REST does. */
    @ServerRequestFilter(priority = Priorities.USER + 100)
    Uni<Void> readChunks(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.getHeader("Transfer-Encoding") == null || routes.isUpload(context.normalizedPath())) {
            return Uni.createFrom().voidItem();
        }
        invite(context);
        return Uni.createFrom().emitter(read -> {
            Buffer body = Buffer.buffer();
            request.exceptionHandler(gone -> {
                // nobody is left to answer
            });
            request.endHandler(end -> {
                ((RoutingContextInternal) context).setBody(body);
                read.complete(null);
            });
            request.handler(chunk -> {
                if (body.length() + chunk.length() > JSON_BYTES) {
                    request.pause();
                    EarlyResponse.prepare(context);
                    read.fail(tooLarge(JSON_BYTES));
                } else {
                    body.appendBuffer(chunk);
                }
            });
            request.resume();
        });
    }

    /** Lets a caller go on who waits to be told so before he sends the body (RFC 9110, 10.1.1). */
    static void invite(RoutingContext context) {
        if ("100-continue".equalsIgnoreCase(context.request().getHeader("Expect"))) {
            context.response().writeContinue();
        }
    }

    private long limit(RoutingContext context) {
        return routes.isUpload(context.normalizedPath()) ? Uploads.MAX_BODY_BYTES : JSON_BYTES;
    }

    static ApiException tooLarge(long limit) {
        return ApiException.of(ErrorCode.BODY_TOO_LARGE, "The request body is larger than " + limit + " bytes");
    }
}
