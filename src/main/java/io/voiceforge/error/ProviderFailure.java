package io.voiceforge.error;

import java.time.Duration;
import java.util.Optional;

/**
 * Why a provider did not respond. The class determines what happens next; fault-tolerance annotations select by class. Messages
 * are for operators' logs: they name the provider and the kind of failure, but never contain the provider's response.
 */
public abstract sealed class ProviderFailure extends RuntimeException {

    private final String outcome;
    private final boolean countsAgainstProvider;

    private ProviderFailure(String message) {
        this(message, "unavailable", true);
    }

    private ProviderFailure(String message, String outcome, boolean countsAgainstProvider) {
        // failures are ordinary results here, and a stack trace adds nothing to the class
        super(message, null, false, false);
        this.outcome = outcome;
        this.countsAgainstProvider = countsAgainstProvider;
    }

    /** The failure as reported to the caller once no other provider could respond. */
    public abstract ApiException toApiException();

    /** The outcome's name in the meters. */
    public String outcome() {
        return outcome;
    }

    /** Whether the failure counts against the provider's health. */
    public boolean countsAgainstProvider() {
        return countsAgainstProvider;
    }

    /** The provider is not configured or does not support the request. Nothing was sent, and it does not count as a failure. */
    public static final class NotOffered extends ProviderFailure {

        private final ApiException reason;

        public NotOffered(String message) {
            this(message, null);
        }

        /** @param reason reported to the caller if no other provider could try either */
        public NotOffered(String message, ApiException reason) {
            super(message, "not_offered", false);
            this.reason = reason;
        }

        /** The more precise failure to report instead of {@link #toApiException}, if any. */
        public Optional<ApiException> reason() {
            return Optional.ofNullable(reason);
        }

        @Override
        public ApiException toApiException() {
            return ApiException.retryable(ErrorCode.NO_PROVIDER, "No provider is configured for this. Set HF_ML_API_URL"
                    + " (a Hugging Face Space) or AI_INTEGRATIONS_OPENAI_API_KEY (OpenAI).", Duration.ofMinutes(1));
        }
    }

    /** A Space that is sleeping, building or restarting. It will come back, but not within this call. */
    public static final class Waking extends ProviderFailure {

        public Waking(String message) {
            super(message, "waking", false);
        }

        @Override
        public ApiException toApiException() {
            return ApiException.retryable(ErrorCode.PROVIDER_UNAVAILABLE, "The provider is waking up. Try again in a minute.",
                    Duration.ofSeconds(30));
        }
    }

    /** The provider gets more requests than it allows the operator. */
    public static final class RateLimited extends ProviderFailure {

        private final Duration retryAfter;

        /** @param retryAfter how long callers should wait */
        public RateLimited(String message, Duration retryAfter) {
            super(message);
            this.retryAfter = retryAfter;
        }

        @Override
        public ApiException toApiException() {
            return ApiException.retryable(ErrorCode.PROVIDER_RATE_LIMITED,
                    "The provider is getting more requests than it allows. Try again later.", retryAfter);
        }
    }

    /** A failure that an early retry may avoid: connection refused, 502, 503, 504, or 429 with a short wait. */
    public static final class Transient extends ProviderFailure {

        private final ProviderFailure lasting;
        private final Duration retryAfter;

        /**
         * @param lasting what it is without a retry
         * @param retryAfter how long the provider asked to wait; zero if it did not say
         */
        public Transient(ProviderFailure lasting, Duration retryAfter) {
            super(lasting.getMessage());
            this.lasting = lasting;
            this.retryAfter = retryAfter;
        }

        public ProviderFailure lasting() {
            return lasting;
        }

        public Duration retryAfter() {
            return retryAfter;
        }

        @Override
        public ApiException toApiException() {
            return lasting.toApiException();
        }
    }

    /** Any other failure of the provider: broken connection, 5xx, a malformed response, an open circuit breaker. */
    public static final class Unavailable extends ProviderFailure {

        public Unavailable(String message) {
            super(message);
        }

        @Override
        public ApiException toApiException() {
            return ApiException.retryable(ErrorCode.PROVIDER_FAILED, "The provider failed. Try again later.",
                    Duration.ofSeconds(5));
        }
    }

    /** A program on this machine has failed, or has been killed. */
    public static final class ProgramFailed extends ProviderFailure {

        public ProgramFailed(String message) {
            super(message);
        }

        @Override
        public ApiException toApiException() {
            return ApiException.retryable(ErrorCode.PROVIDER_UNAVAILABLE,
                    "The program that should have done this failed. Try again.",
                    Duration.ofSeconds(1));
        }
    }

    /**
     * All of the gateway's own connections to the provider are in use. Nothing was sent, and the provider's health is
     * unaffected.
     */
    public static final class Busy extends ProviderFailure {

        public Busy(String message) {
            super(message, "busy", false);
        }

        @Override
        public ApiException toApiException() {
            return ApiException.retryable(ErrorCode.OVERLOADED, "Too many calls at once. Try again.", Duration.ofSeconds(1));
        }
    }

    /** The provider's response did not begin in time. */
    public static final class TimedOut extends ProviderFailure {

        public TimedOut(String message) {
            super(message, "timeout", true);
        }

        @Override
        public ApiException toApiException() {
            return ApiException.retryable(ErrorCode.PROVIDER_TIMEOUT, "The provider took too long. Try again later.",
                    Duration.ofSeconds(5));
        }
    }

    /** The provider rejected the caller's request, and any other would too. Does not count against the provider's health. */
    public static final class RejectedCaller extends ProviderFailure {

        private final int status;
        private final ProviderRefusal refusal;

        /** @param status the status of the provider's response: 400, 404, 413 or 422 */
        public RejectedCaller(String message, int status) {
            this(message, status, ProviderRefusal.NONE);
        }

        private RejectedCaller(String message, int status, ProviderRefusal refusal) {
            super(message, "rejected_caller", false);
            this.status = status;
            this.refusal = refusal;
        }

        /** The same, with what the provider says about it. */
        public RejectedCaller because(ProviderRefusal newRefusal) {
            return new RejectedCaller(getMessage(), status, newRefusal);
        }

        @Override
        public ApiException toApiException() {
            ErrorCode code = switch (status) {
                case 413 -> ErrorCode.BODY_TOO_LARGE;
                case 422 -> ErrorCode.UNPROCESSABLE;
                default -> ErrorCode.PROVIDER_REJECTED_REQUEST;
            };
            String message = refusal.message() != null ? "The provider rejected the request: " + refusal.message()
                    : switch (status) {
                        case 413 -> "The request is too large for the provider.";
                        case 422 -> "The provider could not process the request. Check its values.";
                        default -> "The provider rejected the request. Check the model and the values.";
                    };
            return ApiException.rejected(code, message, new ApiException.Rejection(status, refusal));
        }
    }

    /** The provider rejected the operator's credentials or address: a setting is wrong. */
    public static final class RejectedOperator extends ProviderFailure {

        public RejectedOperator(String message) {
            super(message, "rejected_operator", true);
        }

        @Override
        public ApiException toApiException() {
            return ApiException.retryable(ErrorCode.PROVIDER_FAILED,
                    "The provider rejected the gateway. The gateway's operator must check its settings.",
                    Duration.ofMinutes(1));
        }
    }
}
