package io.voiceforge.dialect;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.memory.MemoryBudget;

/**
 * Reads a body whole, whether it announces its length or comes in chunks: within a size, a time and the gateway's memory, and
 * decompressed.
 */
@ApplicationScoped
class BodyReader {

    /** Of everything except chat: 5000 characters need 60 KB at worst. */
    private static final int MAX_BYTES = 1 << 20;

    private final ErrorResponses responses;
    private final BodiesConfig config;
    private final MemoryBudget memory;

    BodyReader(ErrorResponses responses, BodiesConfig config, MemoryBudget memory) {
        this.responses = responses;
        this.config = config;
        this.memory = memory;
    }

    /** Refuses what no route takes before anything is read; lets everything else go on. */
    void refuseHuge(RoutingContext context) {
        String length = context.request().getHeader("Content-Length");
        long most = Math.max(Uploads.MAX_BODY_BYTES, config.chatBytes());
        if (length != null && (length.length() > 18 || Long.parseLong(length) > most)) {
            EarlyResponse.prepare(context);
            responses.send(tooLarge(most), context);
        } else {
            context.next();
        }
    }

    /**
     * The body, as it was before it was compressed. Fails with an {@link ApiException}.
     *
     * @param isLarge whether it may hold images
     */
    Uni<Buffer> read(RoutingContext context, boolean isLarge) {
        int most = isLarge ? config.chatBytes() : MAX_BYTES;
        BodyCoding coding = BodyCoding.of(context.request().getHeader("Content-Encoding"));
        if (coding == null) {
            EarlyResponse.prepare(context);
            context.response().putHeader("Accept-Encoding", BodyCoding.ACCEPTED);
            return Uni.createFrom().failure(ApiException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "The body is compressed in a way that is not supported. Use gzip or deflate, or send it uncompressed."));
        }
        MemoryBudget.Share share = memory.open();
        HttpCalls.atEnd(context, share::close);
        return receive(context, most, share).flatMap(body -> coding.decode(body, most, share, context.vertx()));
    }

    private Uni<Buffer> receive(RoutingContext context, int most, MemoryBudget.Share share) {
        HttpServerRequest request = context.request();
        String length = request.getHeader("Content-Length");
        if (length != null && Long.parseLong(length) > most) {
            EarlyResponse.prepare(context);
            return Uni.createFrom().failure(tooLarge(most));
        }
        return Uni.createFrom().emitter(read -> {
            Buffer body = Buffer.buffer();
            long timer = context.vertx().setTimer(config.timeout().toMillis(), late -> {
                EarlyResponse.prepare(context);
                read.fail(ApiException.of(ErrorCode.REQUEST_TIMEOUT, "The request body took too long to arrive"));
            });
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
