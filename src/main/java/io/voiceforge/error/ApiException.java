package io.voiceforge.error;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A failure reported to the caller. The message is a complete sentence that says what to do. It must not contain key material,
 * upstream bodies or internals, because every dialect sends it unchanged.
 */
public final class ApiException extends RuntimeException {

    /**
     * One invalid member of a request.
     *
     * @param path the member's name as the caller wrote it, dots between levels
     * @param kind what sort of mistake it is, for dialects that tell mistakes apart
     * @param message what is wrong with it: it follows the path, as in {@code is required}, or is a sentence of its own
     */
    public record Detail(String path, Kind kind, String message) {

        /** The sorts of mistakes. */
        public enum Kind {
            /** A member that is required is not there. */
            MISSING,
            /** The member is not known, or cannot be set here. */
            UNKNOWN,
            /** The value has another JSON type than the member. */
            WRONG_TYPE,
            /** The text or the list is too short, or the number too small. */
            TOO_SMALL,
            /** The text or the list is too long, or the number too large. */
            TOO_LARGE,
            /** The value has the right type and size, and is wrong nevertheless. */
            INVALID_VALUE
        }
    }

    /**
     * A limit that has been reached.
     *
     * @param limit how much it allows
     * @param reset when there is room again
     */
    public record Exceeded(long limit, Instant reset) {
    }

    /**
     * A provider's rejection of the caller's request.
     *
     * @param status of the provider's response
     */
    public record Rejection(int status, ProviderRefusal refusal) {
    }

    private final ErrorCode code;
    private final List<Detail> details;
    private final Duration retryAfter;
    private final Exceeded exceeded;
    private final List<Map<String, String>> problems;
    private final Rejection rejection;

    private ApiException(ErrorCode code, String message, List<Detail> details, Duration retryAfter) {
        this(code, message, details, retryAfter, null, List.of(), null);
    }

    private ApiException(ErrorCode code, String message, List<Detail> details, Duration retryAfter, Exceeded exceeded,
            List<Map<String, String>> problems, Rejection rejection) {
        super(message, null, false, false);
        this.rejection = rejection;
        this.problems = problems;
        this.exceeded = exceeded;
        this.code = code;
        this.details = details;
        this.retryAfter = retryAfter;
    }

    public static ApiException of(ErrorCode code, String message) {
        return new ApiException(code, message, List.of(), null);
    }

    /** A 400 that names the one member at fault, whose value is invalid. What follows the path in the message is the detail's. */
    public static ApiException of(ErrorCode code, String path, String message) {
        String detail = message.startsWith(path + " ") ? message.substring(path.length() + 1) : message;
        return new ApiException(code, message, List.of(new Detail(path, Detail.Kind.INVALID_VALUE, detail)), null);
    }

    /** A 400 that names the one member at fault. */
    public static ApiException of(ErrorCode code, Detail detail) {
        return new ApiException(code, detail.message(), List.of(detail), null);
    }

    /** A validation failure that reports all problems at once; {@code details} must not be empty. */
    public static ApiException invalid(List<Detail> details) {
        Detail first = details.get(0);
        return new ApiException(ErrorCode.INVALID_REQUEST, first.path() + " " + first.message(), List.copyOf(details), null);
    }

    /** A failure that may be temporary; {@code after} is at least one second when it reaches the caller. */
    public static ApiException retryable(ErrorCode code, String message, Duration after) {
        return new ApiException(code, message, List.of(), after);
    }

    /** A 429 that says which limit was reached and when there is room again. */
    public static ApiException exceeded(ErrorCode code, String message, Exceeded exceeded, Duration after) {
        return new ApiException(code, message, List.of(), after, exceeded, List.of(), null);
    }

    /**
     * A failure with several problems, none of them a member of the request.
     *
     * @param problems the response's members for each problem
     * @param after when a retry makes sense, or null
     */
    public static ApiException withProblems(ErrorCode code, String message, List<Map<String, String>> problems,
            Duration after) {
        return new ApiException(code, message, List.of(), after, null, List.copyOf(problems), null);
    }

    /** A provider has rejected the request, for the reason that it gives. */
    public static ApiException rejected(ErrorCode code, String message, Rejection rejection) {
        return new ApiException(code, message, List.of(), null, null, List.of(), rejection);
    }

    /** What a provider says about the request; empty unless one has rejected it. */
    public Optional<Rejection> rejection() {
        return Optional.ofNullable(rejection);
    }

    /** Problems with something other than a member of the request; empty for most failures. */
    public List<Map<String, String>> problems() {
        return problems;
    }

    /** The limit that was reached; empty unless this is the 429 of a limit. */
    public Optional<Exceeded> exceeded() {
        return Optional.ofNullable(exceeded);
    }

    public ErrorCode code() {
        return code;
    }

    /** The invalid members; empty unless this is a 400. */
    public List<Detail> details() {
        return details;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
