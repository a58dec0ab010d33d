package io.voiceforge.dialect;

import java.time.Duration;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.observe.RequestId;
import io.voiceforge.provider.ProviderChain;
import io.voiceforge.stream.FirstItem;
import io.voiceforge.stream.Heartbeat;

/** Responds with Server-Sent Events. */
@ApplicationScoped
public class EventStreamResponse {

    private static final Logger LOG = Logger.getLogger(EventStreamResponse.class);
    private static final String KEEP_ALIVE = ": keep-alive\n\n";

    private final Dialects dialects;
    private final Duration heartbeat;

    EventStreamResponse(Dialects dialects, EventStreamConfig config) {
        this.dialects = dialects;
        this.heartbeat = config.heartbeat();
    }

    /**
     * Writes the events. The head goes out with the first event or, when that takes longer, with the first heartbeat: a failure
     * before it is a response with a status of its own, one after it an event that ends the stream.
     *
     * @param errorEvent makes an event of an error's body
     */
    public Uni<Void> write(Multi<Buffer> events, RoutingContext context, Function<JsonObject, Buffer> errorEvent) {
        return FirstItem
                .of(Heartbeat.on(events, heartbeat, Buffer.buffer(KEEP_ALIVE)), () -> new IllegalStateException("no events"))
                .flatMap(all -> {
                    context.response().putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                            .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                            // a proxy that collects the response would undo it
                            .putHeader("X-Accel-Buffering", "no");
                    return StreamingResponse
                            .write(all.onFailure(failure -> !context.response().closed()).recoverWithItem(failure -> {
                                HttpCalls.of(context).markBroken();
                                return errorEvent.apply(errorBody(failure, context));
                            }), context, () -> LOG.debug("The caller has left"));
                });
    }

    private JsonObject errorBody(Throwable failure, RoutingContext context) {
        LOG.warnf("A stream of events broke off after its head: %s", failure.getMessage());
        ApiException error = ProviderChain.toApiException(failure) instanceof ApiException told ? told
                : ApiException.of(ErrorCode.INTERNAL_ERROR, "An internal error occurred.");
        return dialects.of(context).errorBody(error, RequestId.of(context));
    }
}
