package io.voiceforge.error;

import java.time.Duration;
import java.util.Optional;

/**
 * Why a provider did not answer. The class decides what happens next; fault-tolerance annotations choose by class. Messages are
 * for operators' logs: they name the provider and the kind of failure, never what the provider said.
 */
public abstract sealed class ProviderFailure extends RuntimeException {

    private ProviderFailure(String message) {
        // a failure is a result here, and its stack says nothing that its class does not
        super(message, null, false, false);
    }

    /** The failure as callers are told about it, once nobody else could answer. */
    public abstract ApiException toApiException();

    /** Its name in the meters. */
    public String outcome() {
        return "unavailable";
    }

    /** Whether it says something about the provider's health. */
    public boolean countsAgainstProvider() {
        return true;
    }

    /** Not configured, or does not do what was asked. Nothing was sent, and it counts as no failure. */
    public static final class NotOffered extends ProviderFailure {

        private final ApiException reason;

        public NotOffered(String message) {
            this(message, null);
        }

        /** @param reason what callers are told when nobody else has been able to try either */
        public NotOffered(String message, ApiException reason) {
            super(message);
            this.reason = reason;
        }

        /** What is to be told instead of {@link #toApiException}, if there is something more precise to say. */
        public Optional<ApiException> reason() {
            return Optional.ofNullable(reason);
        }

        @Override
        public String outcome() {
            return "not_offered";
        }

        @Override
        public boolean countsAgainstProvider() {
            return false;
        }

        @Override
        public ApiException toApiException() {
            return ApiException.retryable(ErrorCode.NO_PROVIDER, "No provider for this is configured. Set HF_ML_API_URL"
                    + " (a Hugging Face Space) or AI_INTEGRATIONS_OPENAI_API_KEY (OpenAI).", Duration.ofMinutes(1));
        }
    }

    /** A Space that sleeps, builds or restarts. It will come, but not within this call. */
    public static final class Waking extends ProviderFailure {

        public Waking(String message) {
            super(message);
        }

        @Override
        public String outcome() {
            return "waking";
        }

        @Override
        public boolean countsAgainstProvider() {
            return false;
        }

        @Override
        public ApiException toApiException() {
            return ApiException.retryable(ErrorCode.PROVIDER_UNAVAILABLE, "The provider is waking up. Try again in a minute.",
                    Duration.ofSeconds(30));
        }
    }

    /** A failure that a second try soon may not meet again: refused connection, 502, 503, 504, or 429 with a short wait. */
    public static final class Transient extends ProviderFailure {

        private final Duration retryAfter;

        /** @param retryAfter how long the provider wants to be left alone; zero when it did not say */
        public Transient(String message, Duration retryAfter) {
            super(message);
            this.retryAfter = retryAfter;
        }

        public Duration retryAfter() {
            return retryAfter;
        }

        @Override
        public ApiException toApiException() {
            return unavailable();
        }
    }

    /** Any other failure of the provider: broken connection, 5xx, nonsense in place of an answer, an open breaker. */
    public static final class Unavailable extends ProviderFailure {

        public Unavailable(String message) {
            super(message);
        }

        @Override
        public ApiException toApiException() {
            return unavailable();
        }
    }

    /**
     * All of the gateway's own connections to the provider are in use. Nothing was sent; it says nothing about the provider.
     */
    public static final class Busy extends ProviderFailure {

        public Busy(String message) {
            super(message);
        }

        @Override
        public String outcome() {
            return "busy";
        }

        @Override
        public boolean countsAgainstProvider() {
            return false;
        }

        @Override
        public ApiException toApiException() {
            return ApiException.retryable(ErrorCode.OVERLOADED, "Too many calls at once. Try again.", Duration.ofSeconds(1));
        }
    }

    /** The provider did not begin to answer in time. */
    public static final class TimedOut extends ProviderFailure {

        public TimedOut(String message) {
            super(message);
        }

        @Override
        public String outcome() {
            return "timeout";
        }

        @Override
        public ApiException toApiException() {
            return ApiException.retryable(ErrorCode.PROVIDER_TIMEOUT, "The provider took too long. Try again later.",
                    Duration.ofSeconds(5));
        }
    }

    /** The provider says that the caller's request is wrong; any other would say so too. Says nothing about its health. */
    public static final class RejectedCaller extends ProviderFailure {

        private final int status;

        /** @param status what the provider answered: 400, 404, 413 or 422 */
        public RejectedCaller(String message, int status) {
            super(message);
            this.status = status;
        }

        @Override
        public String outcome() {
            return "rejected_caller";
        }

        @Override
        public boolean countsAgainstProvider() {
            return false;
        }

        @Override
        public ApiException toApiException() {
            return switch (status) {
                case 413 -> ApiException.of(ErrorCode.BODY_TOO_LARGE, "The request is too large for the provider.");
                case 422 ->
                    ApiException.of(ErrorCode.UNPROCESSABLE, "The provider could not process the request. Check its values.");
                default -> ApiException.of(ErrorCode.PROVIDER_REJECTED_REQUEST,
                        "The provider rejected the request. Check the model and the values.");
            };
        }
    }

    /** The provider does not accept the operator's credentials or address: a setting is wrong. */
    public static final class RejectedOperator extends ProviderFailure {

        public RejectedOperator(String message) {
            super(message);
        }

        @Override
        public String outcome() {
            return "rejected_operator";
        }

        @Override
        public ApiException toApiException() {
            return ApiException.retryable(ErrorCode.PROVIDER_FAILED,
                    "The provider refused the gateway. Its operator has to check the settings.", Duration.ofMinutes(1));
        }
    }

    private static ApiException unavailable() {
        return ApiException.retryable(ErrorCode.PROVIDER_FAILED, "The provider failed. Try again later.",
                Duration.ofSeconds(5));
    }
}
