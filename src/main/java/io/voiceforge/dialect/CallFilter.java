package io.voiceforge.dialect;

import java.time.Duration;
import java.time.Instant;

import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.KeyPrincipal;
import io.voiceforge.call.Operation;
import io.voiceforge.gateway.Admitted;
import io.voiceforge.gateway.Gateway;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.RateLimit;
import io.voiceforge.limit.Admission;
import io.voiceforge.observe.RequestId;

/**
 * Lets a key's request go on when its limits allow, reports them in the headers, and opens the call that its route declares. Runs
 * after authentication, so that only accepted keys are counted, and before the body is read, so that mistakes in it count too.
 */
@Singleton
class CallFilter {

    private static final String ADMITTED = Admitted.class.getName();
    /** After {@link #admit}. */
    private static final int OPEN = Priorities.USER + 10;

    private record Timestamp(long second, String text) {
    }

    private final Gateway gateway;
    private final Dialects dialects;
    private volatile Timestamp timestamp = new Timestamp(Long.MIN_VALUE, "");

    CallFilter(Gateway gateway, Dialects dialects) {
        this.gateway = gateway;
        this.dialects = dialects;
    }

    @ServerRequestFilter
    Uni<Response> admit(RoutingContext context) {
        ApiKey key = KeyPrincipal.of(context);
        if (key == null) {
            return Uni.createFrom().nullItem();
        }
        return gateway.admit(key, RequestId.unique(context)).map(admitted -> {
            headers(admitted.admission(), context);
            admitted.refusal().ifPresent(refusal -> {
                throw refusal;
            });
            context.put(ADMITTED, admitted);
            HttpCalls.beforeLastByte(context, admitted::release);
            return null;
        });
    }

    @Metered.Speech
    @ServerRequestFilter(priority = OPEN)
    void speech(RoutingContext context) {
        open(Operation.SPEECH, context);
    }

    @Metered.Transcription
    @ServerRequestFilter(priority = OPEN)
    void transcription(RoutingContext context) {
        open(Operation.TRANSCRIPTION, context);
    }

    @Metered.Activity
    @ServerRequestFilter(priority = OPEN)
    void activity(RoutingContext context) {
        open(Operation.VAD, context);
    }

    @Metered.Chat
    @ServerRequestFilter(priority = OPEN)
    void chat(RoutingContext context) {
        open(Operation.CHAT, context);
    }

    @Metered.Flow
    @ServerRequestFilter(priority = OPEN)
    void flow(RoutingContext context) {
        open(Operation.FLOW, context);
    }

    private void open(Operation operation, RoutingContext context) {
        Admitted admitted = context.get(ADMITTED);
        HttpCalls.open(admitted.open(operation, RequestId.of(context), dialects.of(context).name()), context);
    }

    private void headers(Admission admission, RoutingContext context) {
        RateLimit rate = admission.rate();
        if (rate == null) {
            return;
        }
        MultiMap headers = context.response().headers();
        String window = admission.isCustomerRate() ? "customer-" + rate.window().wireName() : rate.window().wireName();
        long resetSeconds = admission.reset().plusNanos(999_999_999).toSeconds();
        headers.set("X-RateLimit-Limit", String.valueOf(rate.requests()));
        headers.set("X-RateLimit-Remaining", String.valueOf(admission.remaining()));
        headers.set("X-RateLimit-Reset", timestamp(resetSeconds));
        headers.set("RateLimit-Policy", "\"" + window + "\";q=" + rate.requests() + ";w=" + rate.window().seconds());
        headers.set("RateLimit", "\"" + window + "\";r=" + admission.remaining() + ";t=" + resetSeconds);
        dialects.of(context).limitHeaders(rate.requests(), admission.remaining(), Duration.ofSeconds(resetSeconds))
                .forEach(headers::set);
    }

    /** So many seconds from now, written once for all requests with the same. */
    private String timestamp(long seconds) {
        long second = Instant.now().getEpochSecond() + seconds;
        Timestamp last = timestamp;
        if (last.second() != second) {
            last = new Timestamp(second, Instant.ofEpochSecond(second).toString());
            timestamp = last;
        }
        return last.text();
    }
}
