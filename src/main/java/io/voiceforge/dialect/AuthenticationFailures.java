package io.voiceforge.dialect;

import java.util.function.BiConsumer;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import io.quarkus.resteasy.reactive.server.runtime.observability.ObservabilityIntegrationRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.HttpSecurityRecorder.DefaultAuthFailureHandler;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities;
import io.vertx.ext.web.RoutingContext;

/**
 * What a failed authentication leads to: {@link ErrorMappers}, as in Quarkus REST. Its own handler finds out under which route the
 * failure would be metered for every request, by building the table of all routes; this one does it for those that fail.
 */
@Singleton
class AuthenticationFailures {

    /** After Quarkus's handler, which has the same number and comes first, and before that of Quarkus REST, one less. */
    private static final int BEGIN = SecurityHandlerPriorities.AUTHENTICATION;
    /** Routes of Quarkus REST throw what fails. */
    private static final int END = SecurityHandlerPriorities.AUTHORIZATION - 1;
    private static final BiConsumer<RoutingContext, Throwable> FAIL = AuthenticationFailures::fail;

    void register(@Observes Filters filters) {
        filters.register(context -> {
            context.put(QuarkusHttpUser.AUTH_FAILURE_HANDLER, FAIL);
            context.next();
        }, BEGIN);
        filters.register(context -> {
            context.remove(QuarkusHttpUser.AUTH_FAILURE_HANDLER);
            context.next();
        }, END);
    }

    private static void fail(RoutingContext context, Throwable failure) {
        ObservabilityIntegrationRecorder.setTemplatePath(context, ResteasyReactiveRecorder.getCurrentDeployment());
        DefaultAuthFailureHandler.markIfOtherAuthenticationFailure(context, failure);
        if (!context.failed()) {
            context.fail(DefaultAuthFailureHandler.extractRootCause(failure));
        }
    }
}
