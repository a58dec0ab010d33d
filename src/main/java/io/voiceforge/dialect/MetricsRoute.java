package io.voiceforge.dialect;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.MetricsAccess;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/** Stands before the meters, whose route is Quarkus's own. */
@ApplicationScoped
class MetricsRoute {

    private static final String PATH = "/q/metrics";
    /** After the request id, which refusals carry. */
    private static final int PRIORITY = 900;

    private final MetricsAccess access;
    private final ErrorResponses responses;

    MetricsRoute(MetricsAccess access, ErrorResponses responses) {
        this.access = access;
        this.responses = responses;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext context) {
        if (Dialects.path(context).startsWith(PATH)) {
            access.check(context).subscribe().with(admitted -> context.next(),
                    failure -> responses.send(refusal(failure), context));
        } else {
            context.next();
        }
    }

    private static ApiException refusal(Throwable failure) {
        return failure instanceof ApiException refused ? refused
                : ApiException.retryable(ErrorCode.STORE_UNAVAILABLE, "The key store cannot be reached. Try again later.",
                        Duration.ofSeconds(2));
    }
}
