package io.voiceforge.dialect;

import static io.voiceforge.error.ErrorCode.*;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Produces;

import io.quarkus.security.Authenticated;
import io.quarkus.vertx.http.security.AuthorizationPolicy;
import io.voiceforge.admin.AdminRole;
import io.voiceforge.error.ErrorCode;

/** In which ways a route can fail, by its annotations. */
final class RouteErrors {

    /** What {@link RequestLines} and {@link ErrorMappers} answer to anybody, whatever the route. */
    private static final Set<ErrorCode> ANY = EnumSet.of(INVALID_REQUEST, URL_TOO_LONG, HEADERS_TOO_LARGE, INTERNAL_ERROR);
    private static final Set<ErrorCode> OF_KEYS = EnumSet.of(MISSING_API_KEY, INVALID_API_KEY, ADDRESS_DENIED,
            TOO_MANY_FAILED_ATTEMPTS, RATE_LIMIT_EXCEEDED, CONCURRENCY_LIMIT_EXCEEDED, STORE_UNAVAILABLE);
    private static final Set<ErrorCode> OF_ADMINISTRATORS = EnumSet.of(ADMIN_AUTH_REQUIRED, INVALID_ADMIN_TOKEN, ADMIN_DISABLED,
            TOO_MANY_FAILED_ATTEMPTS, STORE_UNAVAILABLE);
    private static final Set<ErrorCode> OF_BODIES = EnumSet.of(REQUEST_TIMEOUT, BODY_TOO_LARGE,
            UNSUPPORTED_MEDIA_TYPE, OVERLOADED);
    private static final Set<ErrorCode> OF_PROVIDERS = EnumSet.of(QUOTA_EXCEEDED, PROVIDER_REJECTED_REQUEST, UNPROCESSABLE,
            PROVIDER_FAILED, NO_PROVIDER, PROVIDER_UNAVAILABLE, PROVIDER_RATE_LIMITED, OVERLOADED, PROVIDER_TIMEOUT);

    private RouteErrors() {
    }

    /** @param notFound what a parameter in the path that names nothing is called in the dialect */
    static Set<ErrorCode> of(DocumentedRoute route, ErrorCode notFound) {
        Set<ErrorCode> codes = EnumSet.copyOf(ANY);
        if (route.has(RolesAllowed.class) || route.has(Authenticated.class)) {
            codes.addAll(OF_KEYS);
        }
        if (route.has(RolesAllowed.class)) {
            codes.add(SCOPE_DENIED);
        }
        if (route.has(AuthorizationPolicy.class)) {
            codes.addAll(OF_ADMINISTRATORS);
        }
        if (route.role() != null && route.role() != AdminRole.VIEWER) {
            codes.add(ROLE_DENIED);
        }
        if (route.has(Produces.class)) {
            codes.add(NOT_ACCEPTABLE);
        }
        if (route.hasParameterInPath()) {
            codes.add(notFound);
        }
        if (route.declaresBody()) {
            codes.addAll(OF_BODIES);
            if (!route.isUpload()) {
                codes.add(MALFORMED_JSON);
            }
        }
        if (asksProviders(route)) {
            codes.addAll(OF_PROVIDERS);
        }
        if (route.has(Metered.Speech.class)) {
            codes.addAll(EnumSet.of(VOICE_NOT_FOUND, UNSUPPORTED_FORMAT));
        }
        route.failures().forEach(code -> codes.add(ErrorCode.valueOf(code)));
        return codes;
    }

    static boolean asksProviders(DocumentedRoute route) {
        return List.of(Metered.Speech.class, Metered.Transcription.class, Metered.Activity.class, Metered.Chat.class,
                Metered.Flow.class).stream().anyMatch(route::has);
    }
}
