package io.voiceforge.provider.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.ProviderId;

/** What the status of a provider's response means, for all that speak plain HTTP. */
public final class StatusRules {

    /** A provider that wants to be left alone longer than this is not tried a second time within the call. */
    private static final Duration SHORT_WAIT = Duration.ofSeconds(2);

    /** For callers of a provider that does not say how long. */
    private static final Duration USUAL_WAIT = Duration.ofSeconds(5);
    /** A provider that wants to be left alone until tomorrow may have room sooner. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private StatusRules() {
    }

    /** The media type without parameters, lower-case; empty for null. */
    public static String mediaType(String contentType) {
        return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /**
     * The failure that a response stands for, or null when it is an answer.
     *
     * @param retryAfter the header's value, or null
     * @param callerNamedModel whether a 404 may be the caller's mistake
     */
    public static ProviderFailure failure(ProviderId provider, int status, String mediaType, String retryAfter,
            boolean callerNamedModel) {
        boolean html = mediaType.equals("text/html");
        String what = describe(provider, status, mediaType);
        if (status >= 200 && status < 300) {
            return html ? new ProviderFailure.Unavailable(what) : null;
        }
        return switch (status) {
            case 400, 413, 422 -> new ProviderFailure.RejectedCaller(what, status);
            case 404 -> callerNamedModel && !html ? new ProviderFailure.RejectedCaller(what, status)
                    : new ProviderFailure.RejectedOperator(what);
            case 405 -> new ProviderFailure.NotOffered(what);
            case 401, 403, 301, 302, 303, 307, 308 -> new ProviderFailure.RejectedOperator(what);
            case 429 -> tooManyRequests(what, retryAfter);
            case 502, 503, 504 -> new ProviderFailure.Transient(new ProviderFailure.Unavailable(what), Duration.ZERO);
            default -> new ProviderFailure.Unavailable(what);
        };
    }

    /** For a failure's message. */
    public static String describe(ProviderId provider, int status, String mediaType) {
        return provider + ": status " + status + (mediaType.equals("text/html") ? " with a web page" : "");
    }

    private static ProviderFailure tooManyRequests(String what, String retryAfter) {
        Duration wait = wait(retryAfter);
        if (wait == null) {
            return new ProviderFailure.RateLimited(what, USUAL_WAIT);
        }
        ProviderFailure limited = new ProviderFailure.RateLimited(what,
                wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
        return wait.compareTo(SHORT_WAIT) <= 0 ? new ProviderFailure.Transient(limited, wait) : limited;
    }

    /** RFC 9110, 10.2.3: seconds or a date; null for what is neither. */
    private static Duration wait(String retryAfter) {
        if (retryAfter == null) {
            return null;
        }
        if (retryAfter.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Integer.parseInt(retryAfter));
        }
        try {
            Duration until = Duration.between(Instant.now(),
                    ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME));
            return until.isNegative() ? null : until;
        } catch (DateTimeException noDate) {
            return null;
        }
    }
}
