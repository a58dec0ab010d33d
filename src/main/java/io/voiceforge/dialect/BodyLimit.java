package io.voiceforge.dialect;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/** Refuses a body that announces itself as too large before any of it is read; the server itself cuts off what does not. */
@ApplicationScoped
class BodyLimit {

    /** Behind the request id, before authentication. */
    private static final int PRIORITY = 900;

    private final ErrorAnswers answers;
    private final long limitBytes;

    BodyLimit(ErrorAnswers answers, @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit) {
        this.answers = answers;
        this.limitBytes = limit.asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext context) {
        String length = context.request().getHeader("Content-Length");
        if (length != null && length.length() < 19 && Long.parseLong(length) <= limitBytes || length == null) {
            context.next();
            return;
        }
        // the rest of the body would be read as the next request
        context.response().putHeader("Connection", "close");
        context.addEndHandler(end -> context.request().connection().close());
        answers.send(ApiException.of(ErrorCode.BODY_TOO_LARGE, "The request body is larger than " + limitBytes + " bytes"),
                context);
    }
}
