package io.voiceforge.error;

import java.util.Locale;

/**
 * What can go wrong with a call, in the caller's terms. Responses carry the lower-case name as {@code code}; it is part of the
 * API and never changes.
 */
public enum ErrorCode {

    INVALID_REQUEST(400),
    MALFORMED_JSON(400),
    VOICE_NOT_FOUND(400),
    MAX_CHARACTER_LIMIT_EXCEEDED(400),
    UNSUPPORTED_FORMAT(400),
    PROVIDER_REJECTED_REQUEST(400),
    MISSING_API_KEY(401),
    INVALID_API_KEY(401),
    SCOPE_DENIED(403),
    ADDRESS_DENIED(403),
    ADMIN_AUTH_REQUIRED(401),
    INVALID_ADMIN_TOKEN(403),
    ADMIN_DISABLED(403),
    ROLE_DENIED(403),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    NOT_ACCEPTABLE(406),
    REQUEST_TIMEOUT(408),
    CONFLICT(409),
    PRECONDITION_FAILED(412),
    BODY_TOO_LARGE(413),
    URL_TOO_LONG(414),
    UNSUPPORTED_MEDIA_TYPE(415),
    RANGE_NOT_SATISFIABLE(416),
    UNPROCESSABLE(422),
    RATE_LIMIT_EXCEEDED(429),
    CONCURRENCY_LIMIT_EXCEEDED(429),
    QUOTA_EXCEEDED(429),
    TOO_MANY_FAILED_ATTEMPTS(429),
    HEADERS_TOO_LARGE(431),
    INTERNAL_ERROR(500),
    PROVIDER_FAILED(502),
    INVALID_FLOW_FROM_PROVIDER(502),
    NO_PROVIDER(503),
    PROVIDER_UNAVAILABLE(503),
    PROVIDER_RATE_LIMITED(503),
    STORE_UNAVAILABLE(503),
    OVERLOADED(503),
    PROVIDER_TIMEOUT(504);

    private final int status;
    private final String wireName = name().toLowerCase(Locale.ROOT);

    ErrorCode(int status) {
        this.status = status;
    }

    /** The HTTP status of responses with this code. */
    public int status() {
        return status;
    }

    /** The code as it appears in responses, for example {@code voice_not_found}. */
    public String wireName() {
        return wireName;
    }
}
