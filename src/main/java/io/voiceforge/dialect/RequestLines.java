package io.voiceforge.dialect;

import java.net.URISyntaxException;
import java.util.Map;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.observe.UnknownRoutes;

/**
 * Refuses requests that no route could serve because of their first line or their headers, in the form of their dialect. What is
 * not even HTTP, the server answers itself, with a bare 400.
 */
@Singleton
class RequestLines {

    /** After Quarkus's filter for CORS, so that pages can read the refusal; before anything that decodes the path. */
    private static final int CHECK = SecurityHandlerPriorities.CORS - 10;
    private static final int MAX_URL_CHARACTERS = 8 << 10;
    private static final int MAX_HEADER_CHARACTERS = 20 << 10;
    /** The separators and the end of the line. */
    private static final int LINE_CHARACTERS = 4;
    private static final int NOT_IMPLEMENTED = 501;

    private final ErrorResponses responses;

    RequestLines(ErrorResponses responses) {
        this.responses = responses;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, CHECK);
    }

    /** Before Quarkus's own handler, which logs each failure with its stack trace. */
    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(this::failed);
    }

    private void check(RoutingContext context) {
        ApiException refusal = refusal(context);
        if (!isHttp1(context.request())) {
            refuseVersion(context);
        } else if (refusal != null) {
            EarlyResponse.prepare(context);
            refuse(refusal, context);
        } else {
            context.next();
        }
    }

    private static ApiException refusal(RoutingContext context) {
        if (context.request().uri().length() > MAX_URL_CHARACTERS) {
            return ApiException.of(ErrorCode.URL_TOO_LONG, "The URL is longer than " + MAX_URL_CHARACTERS + " characters");
        }
        int length = 0;
        for (Map.Entry<String, String> header : context.request().headers()) {
            length += header.getKey().length() + header.getValue().length() + LINE_CHARACTERS;
        }
        if (length > MAX_HEADER_CHARACTERS) {
            return ApiException.of(ErrorCode.HEADERS_TOO_LARGE,
                    "The headers have more than " + MAX_HEADER_CHARACTERS + " characters");
        }
        try {
            context.normalizedPath();
            return null;
        } catch (IllegalArgumentException badEscape) {
            return notUnderstood();
        }
    }

    /** What the server's router finds wrong before it looks for a route. */
    private void failed(RoutingContext context) {
        boolean isBadUrl = context.failure() instanceof IllegalArgumentException failure
                && failure.getCause() instanceof URISyntaxException;
        if (!isHttp1(context.request())) {
            refuseVersion(context);
        } else if (context.statusCode() == 404) {
            refuse(responses.noSuchRoute(context), context);
        } else if (context.statusCode() == 400 || isBadUrl) {
            refuse(notUnderstood(), context);
        } else {
            context.next();
        }
    }

    private void refuse(ApiException error, RoutingContext context) {
        UnknownRoutes.areOneSeries();
        responses.send(error, context);
    }

    private static boolean isHttp1(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_1_1 || request.version() == HttpVersion.HTTP_1_0;
    }

    /** As the native binary does before it comes here: a caller who speaks HTTP/2 cannot read more than that. */
    private static void refuseVersion(RoutingContext context) {
        UnknownRoutes.areOneSeries();
        context.response().setStatusCode(NOT_IMPLEMENTED).putHeader("Connection", "close").end();
        context.request().connection().close();
    }

    private static ApiException notUnderstood() {
        return ApiException.of(ErrorCode.INVALID_REQUEST,
                "The request cannot be understood. It needs a Host header, and a percent sign in its URL two hexadecimal digits.");
    }
}
