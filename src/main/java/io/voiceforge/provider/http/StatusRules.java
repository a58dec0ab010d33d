package io.voiceforge.provider.http;

import java.time.Duration;
import java.util.Locale;

import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.ProviderId;

/** What the status of a provider's response means, for all that speak plain HTTP. */
public final class StatusRules {

    /** A provider that wants to be left alone longer than this is not tried a second time within the call. */
    private static final Duration SHORT_WAIT = Duration.ofSeconds(2);

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
            case 502, 503, 504 -> new ProviderFailure.Transient(what, Duration.ZERO);
            default -> new ProviderFailure.Unavailable(what);
        };
    }

    /** For a failure's message. */
    public static String describe(ProviderId provider, int status, String mediaType) {
        return provider + ": status " + status + (mediaType.equals("text/html") ? " with a web page" : "");
    }

    private static ProviderFailure tooManyRequests(String what, String retryAfter) {
        if (retryAfter != null && retryAfter.matches("[0-9]{1,4}")) {
            Duration wait = Duration.ofSeconds(Integer.parseInt(retryAfter));
            if (wait.compareTo(SHORT_WAIT) <= 0) {
                return new ProviderFailure.Transient(what, wait);
            }
        }
        return new ProviderFailure.Unavailable(what);
    }
}
