package io.voiceforge.dialect;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.observe.RequestId;

/** Writes errors in the request's dialect, for JAX-RS and for what happens before it. */
@ApplicationScoped
public class ErrorResponses {

    private final Dialects dialects;

    ErrorResponses(Dialects dialects) {
        this.dialects = dialects;
    }

    Response response(ApiException error, RoutingContext context) {
        CallHeaders.overhead(HttpCalls.of(context), context.response());
        Response.ResponseBuilder response = Response.status(dialects.of(context).status(error))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body(error, context));
        headers(error, context).forEach(response::header);
        return response.build();
    }

    /** Ends the response; does nothing when its head is out already. */
    void send(ApiException error, RoutingContext context) {
        HttpServerResponse response = context.response();
        if (response.headWritten()) {
            return;
        }
        response.setStatusCode(dialects.of(context).status(error)).putHeader("Content-Type", MediaType.APPLICATION_JSON);
        headers(error, context).forEach(response::putHeader);
        response.end(body(error, context));
    }

    /** No route has the path of the request. */
    ApiException noSuchRoute(RoutingContext context) {
        return ApiException.of(ErrorCode.NOT_FOUND, dialects.of(context).noSuchRoute(Dialects.path(context)));
    }

    private String body(ApiException error, RoutingContext context) {
        return dialects.of(context).errorBody(error, RequestId.of(context)).encode();
    }

    private Map<String, String> headers(ApiException error, RoutingContext context) {
        Map<String, String> headers = new LinkedHashMap<>();
        error.retryAfter().ifPresent(after -> headers.put("Retry-After", String.valueOf(wholeSeconds(after))));
        if (error.code().status() == ErrorCode.INVALID_API_KEY.status()) {
            headers.put("WWW-Authenticate", "Bearer");
        }
        if (dialects.of(context).forbidsRetry(error)) {
            headers.put("x-should-retry", "false");
        }
        return headers;
    }

    /** Rounded up, at least one. */
    public static long wholeSeconds(Duration duration) {
        return Math.max(1, duration.plusNanos(999_999_999).toSeconds());
    }
}
