package io.voiceforge.dialect;

import java.io.ByteArrayInputStream;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.memory.MemoryBudget;

/**
 * Reads the bodies of requests that are not uploads, whether they announce their length or come in chunks: within a size, a time and
 * the gateway's memory, and decompressed. Runs after authentication and admission, and before Quarkus REST would read.
 */
@Singleton
class RequestBodies {

    /** Of everything except chat: 5000 characters need 60 KB at worst. */
    static final int MAX_BYTES = 1 << 20;

    private static final String LIMIT = RequestBodies.class.getName();
    /** After {@link CallFilter}. */
    private static final int READ = Priorities.USER + 100;
    /** After the request id, before authentication. */
    private static final int LENGTH_CHECK = 900;

    private final ErrorResponses responses;
    private final Routes routes;
    private final BodiesConfig config;
    private final MemoryBudget memory;

    RequestBodies(ErrorResponses responses, Routes routes, BodiesConfig config, MemoryBudget memory) {
        this.responses = responses;
        this.routes = routes;
        this.config = config;
        this.memory = memory;
    }

    void register(@Observes Filters filters) {
        filters.register(this::refuseHuge, LENGTH_CHECK);
    }

    /** What no route takes is refused before anything is read. */
    private void refuseHuge(RoutingContext context) {
        String length = context.request().getHeader("Content-Length");
        long most = Math.max(Uploads.MAX_BODY_BYTES, config.chatBytes());
        if (length != null && (length.length() > 18 || Long.parseLong(length) > most)) {
            EarlyResponse.prepare(context);
            responses.send(tooLarge(most), context);
        } else {
            context.next();
        }
    }

    /** Messages may hold images. */
    @Metered.Chat
    @ServerRequestFilter(priority = READ - 1)
    void allowImages(RoutingContext context) {
        context.put(LIMIT, config.chatBytes());
    }

    @ServerRequestFilter(priority = READ)
    Uni<Void> read(ContainerRequestContext request, RoutingContext context) {
        if (!hasBody(context.request()) || routes.isUpload(context.normalizedPath())) {
            return Uni.createFrom().voidItem();
        }
        int most = context.get(LIMIT, MAX_BYTES);
        BodyCoding coding = BodyCoding.of(context.request().getHeader("Content-Encoding"));
        if (coding == null) {
            EarlyResponse.prepare(context);
            context.response().putHeader("Accept-Encoding", BodyCoding.ACCEPTED);
            return Uni.createFrom().failure(ApiException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "The body is compressed in a way that is not supported. Use gzip or deflate, or send it uncompressed."));
        }
        MemoryBudget.Share share = memory.open();
        HttpCalls.atEnd(context, share::close);
        return receive(context, most, share)
                .flatMap(body -> coding.decode(body, most, share, context.vertx()))
                .invoke(body -> request.setEntityStream(new ByteArrayInputStream(body.getBytes())))
                .replaceWithVoid();
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return length != null ? !length.equals("0") : request.getHeader("Transfer-Encoding") != null;
    }

    private Uni<Buffer> receive(RoutingContext context, int most, MemoryBudget.Share share) {
        return Uni.createFrom().emitter(read -> {
            HttpServerRequest request = context.request();
            Buffer body = Buffer.buffer();
            long timer = context.vertx().setTimer(config.timeout().toMillis(), late -> {
                EarlyResponse.prepare(context);
                read.fail(ApiException.of(ErrorCode.REQUEST_TIMEOUT, "The request body took too long to arrive"));
            });
            read.onTermination(() -> context.vertx().cancelTimer(timer));
            HttpCalls.atEnd(context, () -> context.vertx().cancelTimer(timer));
            request.exceptionHandler(gone -> {
                // nobody is left to answer
            });
            request.endHandler(end -> {
                context.vertx().cancelTimer(timer);
                read.complete(body);
            });
            request.handler(chunk -> {
                try {
                    if (body.length() + chunk.length() > most) {
                        throw tooLarge(most);
                    }
                    share.take(chunk.length());
                    body.appendBuffer(chunk);
                } catch (ApiException refused) {
                    request.pause();
                    EarlyResponse.prepare(context);
                    read.fail(refused);
                }
            });
            invite(context);
            request.resume();
        });
    }

    /** Lets a caller go on who waits for permission to send the body (RFC 9110, 10.1.1). */
    static void invite(RoutingContext context) {
        if ("100-continue".equalsIgnoreCase(context.request().getHeader("Expect"))) {
            context.response().writeContinue();
        }
    }

    static ApiException tooLarge(long limit) {
        return ApiException.of(ErrorCode.BODY_TOO_LARGE, "The request body is larger than " + limit + " bytes");
    }
}
