package io.voiceforge.dialect;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import io.netty.buffer.ByteBufInputStream;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Has the bodies of requests that are not uploads read, after authentication and admission, and before Quarkus REST would read them.
 * Filters are made while the application is built, when there are no settings yet: everything with settings is in {@link BodyReader}.
 */
@Singleton
class RequestBodies {

    private static final String IS_LARGE = RequestBodies.class.getName();
    /** In UTF-8, as a number of three bytes with a sign. */
    private static final int BYTE_ORDER_MARK = 0xFFEFBBBF;
    /** After {@link CallFilter}. */
    private static final int READ = Priorities.USER + 100;
    /** After Quarkus's filter for CORS, so that pages can read the refusal; before authentication. */
    private static final int LENGTH_CHECK = SecurityHandlerPriorities.CORS - 20;

    private final BodyReader reader;
    private final Routes routes;

    RequestBodies(BodyReader reader, Routes routes) {
        this.reader = reader;
        this.routes = routes;
    }

    void register(@Observes Filters filters) {
        filters.register(context -> reader.refuseHuge(context), LENGTH_CHECK);
    }

    /** Messages may hold images. */
    @Metered.Chat
    @ServerRequestFilter(priority = READ - 1)
    void allowImages(RoutingContext context) {
        context.put(IS_LARGE, true);
    }

    @ServerRequestFilter(priority = READ)
    Uni<Void> read(ContainerRequestContext request, RoutingContext context) {
        if (!hasBody(context.request()) || routes.isUpload(context.normalizedPath())) {
            return Uni.createFrom().voidItem();
        }
        return reader.read(context, context.get(IS_LARGE, false))
                .invoke(body -> {
                    Buffer text = withoutMark(body);
                    HttpCalls.body(context, text);
                    request.setEntityStream(new ByteBufInputStream(text.getByteBuf()));
                })
                .replaceWithVoid();
    }

    /** Without the byte order mark that some clients begin with, and that JSON should not have (RFC 8259, 8.1). */
    private static Buffer withoutMark(Buffer body) {
        return body.length() >= 3 && body.getMedium(0) == BYTE_ORDER_MARK ? body.slice(3, body.length()) : body;
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return length != null ? !length.equals("0") : request.getHeader("Transfer-Encoding") != null;
    }
}
