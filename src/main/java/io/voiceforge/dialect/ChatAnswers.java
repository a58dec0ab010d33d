package io.voiceforge.dialect;

import java.time.Duration;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.KeyPrincipal;
import io.voiceforge.call.Call;
import io.voiceforge.call.Chain;
import io.voiceforge.chat.ChatAnswer;
import io.voiceforge.chat.ChatRequest;
import io.voiceforge.chat.ChatService;
import io.voiceforge.chat.ChatStream;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.limit.LimitService;
import io.voiceforge.limit.QuotaUnit;
import io.voiceforge.limit.Reservation;
import io.voiceforge.observe.RequestId;
import io.voiceforge.stream.FirstItem;
import io.voiceforge.stream.Heartbeat;

/** Goes on with a conversation within the key's quota, and answers as a whole or in events. */
@ApplicationScoped
public class ChatAnswers {

    private static final Logger LOG = Logger.getLogger(ChatAnswers.class);
    private static final String KEEP_ALIVE = ": keep-alive\n\n";

    private final ChatService service;
    private final LimitService limits;
    private final Dialects dialects;
    private final Duration heartbeat;

    ChatAnswers(ChatService service, LimitService limits, Dialects dialects, VoiceForgeConfig config) {
        this.service = service;
        this.limits = limits;
        this.dialects = dialects;
        this.heartbeat = config.chat().heartbeat();
    }

    /** The whole answer; the headers that tell of it are set. */
    public Uni<ChatAnswer> complete(ChatRequest request, RoutingContext context) {
        Call call = Calls.of(context);
        return reserve(request, context).flatMap(held -> service.complete(request, call).invoke(answer -> {
            held.spent().answer(answer);
            AnswerHeaders.answered(call, answer.provider(), context.response().headers());
        })
                // a call may ask more than one question, and what one has not used is there for the next
                .onTermination().invoke(held::settle));
    }

    /**
     * Writes the events that {@code events} makes of the answer. The head goes out with the first event or, when the providers
     * think for longer, with the first heartbeat; a failure before it is an answer with a status of its own, one after it an
     * event that ends the stream.
     *
     * @param errorEvent makes an event of an error's body
     */
    public Uni<Void> stream(ChatRequest request, RoutingContext context, Function<ChatStream, Multi<Buffer>> events,
            Function<JsonObject, Buffer> errorEvent) {
        Call call = Calls.of(context);
        return reserve(request, context).flatMap(held -> write(
                service.stream(request, call).onItem().transformToMulti(stream -> {
                    if (!context.response().headWritten()) {
                        AnswerHeaders.answered(call, stream.provider(), context.response().headers());
                    } else {
                        call.answeredBy(stream.provider());
                    }
                    return events.apply(new ChatStream(stream.provider(), stream.parts().onItem().invoke(held.spent()::part)));
                }), context, errorEvent));
    }

    /** Writes events as {@link #stream} does. */
    public Uni<Void> write(Multi<Buffer> events, RoutingContext context, Function<JsonObject, Buffer> errorEvent) {
        Call call = Calls.of(context);
        return FirstItem
                .of(Heartbeat.on(events, heartbeat, Buffer.buffer(KEEP_ALIVE)), () -> new IllegalStateException("no events"))
                .flatMap(all -> {
                    context.response().putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                            .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                            // a proxy that collects the answer would undo it
                            .putHeader("X-Accel-Buffering", "no");
                    return StreamedAnswer
                            .write(all.onFailure(failure -> !context.response().closed()).recoverWithItem(failure -> {
                                call.markBroken();
                                return errorEvent.apply(errorBody(failure, context));
                            }), context, () -> LOG.debug("The caller has left"));
                });
    }

    /** Ends with a JSON object; completes when it has been sent, and never when the caller has gone. */
    public Uni<Void> json(JsonObject body, RoutingContext context) {
        return Uni.createFrom().emitter(done -> context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
                .end(body.toBuffer()).onSuccess(sent -> done.complete(null)));
    }

    /** Tokens that are kept for a question, and what it has used of them. */
    private record Held(SpentTokens spent, Reservation quota) {

        /** The first time counts. */
        void settle() {
            quota.settle(spent.total());
        }
    }

    private Uni<Held> reserve(ChatRequest request, RoutingContext context) {
        Call call = Calls.of(context);
        call.asks(request.model().name(), 0);
        SpentTokens spent = new SpentTokens(request, call);
        return limits.reserve(KeyPrincipal.of(context), QuotaUnit.TOKENS, spent.expected())
                .map(quota -> {
                    Held held = new Held(spent, quota);
                    Calls.atEnd(context, held::settle);
                    return held;
                });
    }

    private JsonObject errorBody(Throwable failure, RoutingContext context) {
        LOG.warnf("Chat broke off after its head: %s", failure.getMessage());
        ApiException error = Chain.toApiException(failure) instanceof ApiException told ? told
                : ApiException.of(ErrorCode.INTERNAL_ERROR, "An internal error occurred.");
        return dialects.of(context).errorBody(error, RequestId.of(context));
    }
}
