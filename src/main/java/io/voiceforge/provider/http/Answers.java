package io.voiceforge.provider.http;

import java.time.Duration;
import java.util.Locale;

import io.voiceforge.call.Provider;
import io.voiceforge.error.ProviderFailure;

/** What the head of a provider's answer means. */
final class Answers {

    /** A provider that wants to be left alone longer than this is not tried a second time within the call. */
    private static final Duration SHORT_WAIT = Duration.ofSeconds(2);

    private Answers() {
    }

    /** The media type without parameters, lower-case; empty for null. */
    static String mediaType(String contentType) {
        return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /**
     * The failure that an answer stands for, or null when it is an answer indeed.
     *
     * @param retryAfter the header's value, or null
     * @param callerNamedModel whether a 404 may be the caller's mistake; a Space's 404 that is not one says that it does not do
     *        this
     */
    static ProviderFailure failure(Provider provider, int status, String mediaType, String retryAfter,
            boolean callerNamedModel) {
        boolean html = mediaType.equals("text/html");
        String what = provider.wireName() + ": status " + status + (html ? " with a web page" : "");
        if (provider == Provider.SPACE && (status == 503 || html)) {
            boolean closed = status == 401 || status == 403 || status == 404;
            return closed ? new ProviderFailure.RejectedOperator(what) : new ProviderFailure.Waking(what);
        }
        if (status >= 200 && status < 300) {
            return html ? new ProviderFailure.Unavailable(what) : null;
        }
        return switch (status) {
            case 400, 413, 422 -> new ProviderFailure.RejectedCaller(what, status);
            case 405 -> new ProviderFailure.NotOffered(what);
            case 404 -> provider == Provider.SPACE && !callerNamedModel ? new ProviderFailure.NotOffered(what)
                    : callerNamedModel && !html ? new ProviderFailure.RejectedCaller(what, status)
                            : new ProviderFailure.RejectedOperator(what);
            case 401, 403, 301, 302, 303, 307, 308 -> new ProviderFailure.RejectedOperator(what);
            case 429 -> tooManyRequests(what, retryAfter);
            case 502, 503, 504 -> new ProviderFailure.Transient(what, Duration.ZERO);
            default -> new ProviderFailure.Unavailable(what);
        };
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
