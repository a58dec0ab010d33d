package io.voiceforge.dialect;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ApiException.Detail;
import io.voiceforge.error.ApiException.Exceeded;
import io.voiceforge.error.ErrorCode;

/** A failure of each kind, for the document at {@code /q/openapi}. */
public final class ErrorExamples {

    static final String REQUEST_ID = "0bdb9a6a-32f9-41ec-909d-947f6cb78312";

    private static final Instant RESET = Instant.parse("2030-01-31T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofSeconds(2);

    private ErrorExamples() {
    }

    public static ApiException of(ErrorCode code) {
        return switch (code) {
            case INVALID_REQUEST -> ApiException.invalid(
                    List.of(new Detail("limit", Detail.Kind.INVALID_VALUE, "must be a whole number from 1 to 200")));
            case MALFORMED_JSON -> because(code, "The body is not well-formed JSON");
            case VOICE_NOT_FOUND -> because(code, "There is no such voice");
            case MAX_CHARACTER_LIMIT_EXCEEDED -> because(code, "The text is too long. Send it in parts.");
            case UNSUPPORTED_FORMAT -> because(code, "There is no such audio format");
            case PROVIDER_REJECTED_REQUEST -> because(code, "The provider rejected the request");
            case MISSING_API_KEY -> because(code, "Missing or invalid authorization header");
            case INVALID_API_KEY -> because(code, "Invalid or inactive API key");
            case SCOPE_DENIED -> because(code, "The API key lacks the scope for this");
            case ADDRESS_DENIED -> because(code, "The API key may not be used from this address");
            case ADMIN_AUTH_REQUIRED -> because(code, "Admin authentication required");
            case INVALID_ADMIN_TOKEN -> because(code, "Invalid admin token");
            case ADMIN_DISABLED -> because(code, "Administration is disabled. Set ADMIN_TOKEN to enable it.");
            case ROLE_DENIED -> because(code, "This needs the role admin. The admin token has the role viewer.");
            case NOT_FOUND -> because(code, "There is no such resource");
            case METHOD_NOT_ALLOWED -> because(code, "The method is not allowed here");
            case NOT_ACCEPTABLE -> because(code, "None of the accepted media types can be given");
            case REQUEST_TIMEOUT -> because(code, "The request took too long to arrive");
            case CONFLICT -> because(code, "The state of the resource does not allow this");
            case PRECONDITION_FAILED -> because(code, "The flow has changed since that version");
            case BODY_TOO_LARGE -> because(code, "The request body is too large");
            case URL_TOO_LONG -> because(code, "The URL is too long");
            case UNSUPPORTED_MEDIA_TYPE -> because(code, "The media type of the request is not supported");
            case RANGE_NOT_SATISFIABLE -> because(code, "There are only 30000 bytes");
            case UNPROCESSABLE -> because(code, "The provider could not process the request");
            case RATE_LIMIT_EXCEEDED -> exceeded(code,
                    "Rate limit exceeded: this key may send 1000 requests in any hour. There is room again in 3600 s.");
            case CONCURRENCY_LIMIT_EXCEEDED -> exceeded(code, "Too many concurrent requests for this key");
            case QUOTA_EXCEEDED -> exceeded(code, "Quota exceeded");
            case TOO_MANY_FAILED_ATTEMPTS -> soon(code, "Too many failed attempts from this address");
            case HEADERS_TOO_LARGE -> because(code, "The headers are too large");
            case INTERNAL_ERROR -> because(code, "An internal error occurred. Its request id helps the operator find it.");
            case PROVIDER_FAILED -> soon(code, "The provider failed. Try again later.");
            case INVALID_FLOW_FROM_PROVIDER -> ApiException.withProblems(code, "The provider did not write a valid flow",
                    List.of(Map.of("code", "no_start", "message", "The flow has no start")), SOON);
            case NO_PROVIDER -> soon(code, "No provider is configured for this");
            case PROVIDER_UNAVAILABLE -> soon(code, "The provider is waking up. Try again in a minute.");
            case PROVIDER_RATE_LIMITED -> soon(code, "The provider limits how often it may be asked. Try again later.");
            case STORE_UNAVAILABLE -> soon(code, "The key store cannot be reached. Try again later.");
            case OVERLOADED -> soon(code, "Too many calls at once. Try again.");
            case PROVIDER_TIMEOUT -> soon(code, "The provider took too long. Try again later.");
        };
    }

    private static ApiException because(ErrorCode code, String message) {
        return ApiException.of(code, message);
    }

    private static ApiException soon(ErrorCode code, String message) {
        return ApiException.retryable(code, message, SOON);
    }

    private static ApiException exceeded(ErrorCode code, String message) {
        return ApiException.exceeded(code, message, new Exceeded(1000, RESET), HOUR);
    }
}
