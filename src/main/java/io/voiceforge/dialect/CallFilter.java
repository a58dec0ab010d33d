package io.voiceforge.dialect;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.KeyPrincipal;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.key.ApiKey;
import io.voiceforge.limit.Admission;
import io.voiceforge.limit.LimitService;
import io.voiceforge.observe.RequestId;

/**
 * Lets a key's request go on when its limits allow, says in the headers how they stand, and begins to measure the call. It
 * comes behind authentication, so that only accepted keys are counted, and before the body is read, so that mistakes in it
 * count too.
 */
@Singleton
class CallFilter {

    private static final int HOUR_SECONDS = 3600;

    private final LimitService limits;
    private final Dialects dialects;
    private final Calls calls;

    CallFilter(LimitService limits, Dialects dialects, Calls calls) {
        this.calls = calls;
        this.limits = limits;
        this.dialects = dialects;
    }

    @ServerRequestFilter
    Uni<Response> admit(RoutingContext context) {
        ApiKey key = KeyPrincipal.of(context);
        if (key == null) {
            return Uni.createFrom().nullItem();
        }
        String requestId = RequestId.unique(context);
        return limits.admit(key, requestId).map(admission -> {
            headers(admission, context);
            if (!admission.isAdmitted()) {
                throw refusal(admission, key);
            }
            if (key.settings().maxConcurrent() != null) {
                Calls.atEnd(context, () -> limits.release(key, requestId));
            }
            calls.open(context, key);
            return null;
        });
    }

    private void headers(Admission admission, RoutingContext context) {
        MultiMap headers = context.response().headers();
        long resetSeconds = admission.reset().plusMillis(999).toSeconds();
        Instant reset = Instant.now().plusSeconds(resetSeconds).truncatedTo(ChronoUnit.SECONDS);
        headers.set("X-RateLimit-Limit", String.valueOf(admission.limit()));
        headers.set("X-RateLimit-Remaining", String.valueOf(admission.remaining()));
        headers.set("X-RateLimit-Reset", reset.toString());
        headers.set("RateLimit-Policy", "\"hour\";q=" + admission.limit() + ";w=" + HOUR_SECONDS);
        headers.set("RateLimit", "\"hour\";r=" + admission.remaining() + ";t=" + resetSeconds);
        dialects.of(context).limitHeaders(admission.limit(), admission.remaining(), Duration.ofSeconds(resetSeconds))
                .forEach(headers::set);
    }

    private static ApiException refusal(Admission admission, ApiKey key) {
        boolean hourly = admission.refusedBy() == Admission.Refusal.HOURLY;
        // nobody knows when one of the requests under way will end
        Duration after = hourly ? admission.reset() : Duration.ofSeconds(1);
        long most = hourly ? admission.limit() : key.settings().maxConcurrent();
        return ApiException.exceeded(hourly ? ErrorCode.RATE_LIMIT_EXCEEDED : ErrorCode.CONCURRENCY_LIMIT_EXCEEDED,
                hourly ? "Rate limit exceeded"
                        : "No more requests of this key may run at once than " + most + ". Wait for one to end.",
                new ApiException.Exceeded(most, Instant.now().plus(after)), after);
    }
}
