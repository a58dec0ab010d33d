package io.voiceforge.dialect;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;

import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ApiException.Detail;
import io.voiceforge.error.ApiException.Detail.Kind;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.key.StoreUnavailableException;
import io.voiceforge.observe.RequestId;
import io.voiceforge.observe.UnknownRoutes;

/**
 * Turns whatever a route throws into an error answer. What nobody foresaw becomes a 500 that says nothing but the request's id.
 */
@Singleton
class ErrorMappers {

    private static final Logger LOG = Logger.getLogger(ErrorMappers.class);

    private final ErrorResponses responses;
    private final Routes routes;

    ErrorMappers(ErrorResponses responses, Routes routes) {
        this.responses = responses;
        this.routes = routes;
    }

    @ServerExceptionMapper
    Response map(ApiException e, RoutingContext context) {
        return responses.response(e, context);
    }

    @ServerExceptionMapper
    Response map(StoreUnavailableException e, RoutingContext context) {
        return responses.response(ApiException.retryable(ErrorCode.STORE_UNAVAILABLE,
                "The key store cannot be reached. Try again later.", Duration.ofSeconds(2)), context);
    }

    @ServerExceptionMapper
    Response map(UnauthorizedException e, RoutingContext context) {
        return responses.response(ApiException.of(ErrorCode.MISSING_API_KEY, "Missing or invalid authorization header"),
                context);
    }

    @ServerExceptionMapper
    Response map(AuthenticationFailedException e, RoutingContext context) {
        return responses.response(ApiException.of(ErrorCode.INVALID_API_KEY, "Invalid or inactive API key"), context);
    }

    @ServerExceptionMapper
    Response map(ForbiddenException e, RoutingContext context) {
        return responses.response(ApiException.of(ErrorCode.SCOPE_DENIED, "The API key lacks the scope for this"), context);
    }

    @ServerExceptionMapper
    Response map(ConstraintViolationException e, RoutingContext context) {
        return responses.response(ApiException.invalid(e.getConstraintViolations().stream().map(ErrorMappers::detail).sorted(
                (a, b) -> a.path().compareTo(b.path())).toList()), context);
    }

    @ServerExceptionMapper
    Response map(MismatchedInputException e, RoutingContext context) {
        return responses.response(badJson(e), context);
    }

    @ServerExceptionMapper
    Response map(JsonProcessingException e, RoutingContext context) {
        return responses.response(badJson(e), context);
    }

    @ServerExceptionMapper
    Response map(WebApplicationException e, RoutingContext context) {
        if (e.getCause() instanceof JsonProcessingException json) {
            return responses.response(badJson(json), context);
        }
        Response answer = responses.response(switch (e.getResponse().getStatus()) {
            case 400 -> ApiException.of(ErrorCode.INVALID_REQUEST, "The request cannot be understood");
            case 404 -> responses.noSuchRoute(context);
            case 405 -> ApiException.of(ErrorCode.METHOD_NOT_ALLOWED, "The method is not allowed here");
            case 406 -> ApiException.of(ErrorCode.NOT_ACCEPTABLE, "None of the accepted media types can be given");
            case 408 -> ApiException.of(ErrorCode.REQUEST_TIMEOUT, "The request took too long to arrive");
            case 413 -> ApiException.of(ErrorCode.BODY_TOO_LARGE, "The request body is too large");
            case 415 -> ApiException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The media type of the request is not supported");
            default -> unforeseen(e, context);
        }, context);
        if (e instanceof NotAllowedException) {
            UnknownRoutes.areOneSeries();
            answer.getHeaders().putSingle(HttpHeaders.ALLOW, String.join(", ", routes.methods(context.normalizedPath())));
        }
        return answer;
    }

    /** On upload routes a caller without a key learns nothing but that: there as elsewhere the key comes before the form. */
    @ServerExceptionMapper
    Uni<Response> map(NotSupportedException e, RoutingContext context) {
        if (!routes.isUpload(context.normalizedPath())) {
            return Uni.createFrom().item(map((WebApplicationException) e, context));
        }
        return QuarkusHttpUser.getSecurityIdentity(context, null)
                .map(identity -> identity.isAnonymous() ? map(new UnauthorizedException(), context)
                        : map((WebApplicationException) e, context))
                .onFailure().recoverWithItem(failure -> refusal(failure, context));
    }

    /** The server has cut off a body that did not say how long it is, and has answered already; or the caller went away. */
    @ServerExceptionMapper
    Response map(IOException e, RoutingContext context) {
        ApiException error = context.response().headWritten() || context.response().closed()
                ? ApiException.of(ErrorCode.BODY_TOO_LARGE, "The request body is too large")
                : unforeseen(e, context);
        return responses.response(error, context);
    }

    /** The caller has left, so nobody will read the answer. */
    @ServerExceptionMapper
    Response map(CancellationException e, RoutingContext context) {
        return responses.response(ApiException.of(ErrorCode.REQUEST_TIMEOUT, "The caller has left"), context);
    }

    @ServerExceptionMapper
    Response map(Throwable e, RoutingContext context) {
        return responses.response(unforeseen(e, context), context);
    }

    private Response refusal(Throwable failure, RoutingContext context) {
        if (failure instanceof AuthenticationFailedException wrong) {
            return map(wrong, context);
        }
        if (failure instanceof StoreUnavailableException away) {
            return map(away, context);
        }
        return failure instanceof ApiException refused ? map(refused, context) : map(failure, context);
    }

    private static ApiException unforeseen(Throwable e, RoutingContext context) {
        LOG.errorf(e, "Request %s failed", RequestId.of(context));
        return ApiException.of(ErrorCode.INTERNAL_ERROR,
                "An internal error occurred. Its request id helps the operator find it.");
    }

    private static Detail detail(ConstraintViolation<?> violation) {
        // the method, its parameter, and the member where it is not the body itself that is wrong
        String path = "body";
        for (Path.Node node : violation.getPropertyPath()) {
            path = node.getKind() == ElementKind.PROPERTY ? node.getName() : "body";
        }
        return violation.getInvalidValue() == null ? new Detail(path, Kind.MISSING, "is required")
                : new Detail(path, Kind.INVALID_VALUE, violation.getMessage());
    }

    /** What the parser does not read further, well-formed or not: its message begins with what there is too much of. */
    private static ApiException beyondBounds(JsonProcessingException e) {
        if (e.getOriginalMessage().startsWith("Number")) {
            return NumberRange.exceeded();
        }
        return ApiException.of(ErrorCode.MALFORMED_JSON, e.getOriginalMessage().startsWith("Document nesting")
                ? "The body is nested too deeply"
                : "The body has a name or a text that is too long");
    }

    /** Says where, and what was expected; the parser's own message could show Java types or what the caller wrote. */
    private static ApiException badJson(JsonProcessingException e) {
        if (e instanceof StreamConstraintsException || e.getCause() instanceof StreamConstraintsException) {
            return beyondBounds((JsonProcessingException) (e.getCause() == null ? e : e.getCause()));
        }
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
                && !(e.getCause() instanceof com.fasterxml.jackson.core.JsonParseException)) {
            String path = String.join(".", mapping.getPath().stream()
                    .map(step -> step.getFieldName() != null ? step.getFieldName() : String.valueOf(step.getIndex())).toList());
            return ApiException.invalid(List.of(new Detail(path, Kind.WRONG_TYPE, "has the wrong type")));
        }
        if (e instanceof MismatchedInputException && e.getCause() == null) {
            return ApiException.of(ErrorCode.MALFORMED_JSON, "The body must be a JSON object");
        }
        return ApiException.of(ErrorCode.MALFORMED_JSON, "The body is not well-formed JSON");
    }
}
