package io.voiceforge.dialect.openai;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.dialect.Dialect;
import io.voiceforge.dialect.Dialects;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderRefusal;

/** The OpenAI API's dialect, whose error objects always have all four members. */
@ApplicationScoped
@Priority(10)
class OpenAiDialect implements Dialect {

    /** An SDK that is told to wait longer ignores the delay and retries anyway. */
    private static final Duration WORTH_WAITING = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public boolean isSpokenIn(RoutingContext context) {
        return Dialects.path(context).startsWith("/v1/");
    }

    @Override
    public int status(ApiException error) {
        return isNoSuchModel(error) ? 404 : error.code().status();
    }

    /** Passes on a provider's reasons for rejecting the caller's request: clients act on its code and its parameter. */
    @Override
    public JsonObject errorBody(ApiException error, String requestId) {
        ProviderRefusal refusal = error.rejection().map(ApiException.Rejection::refusal).orElse(ProviderRefusal.NONE);
        String param = error.details().isEmpty() ? null : param(error.details().get(0).path());
        String code = isNoSuchModel(error) ? "model_not_found" : code(error.code());
        return new JsonObject().put("error", new JsonObject()
                .put("message", orElse(refusal.message(), error.getMessage()))
                .put("type", orElse(refusal.type(), type(status(error))))
                .put("param", orElse(refusal.param(), param))
                .put("code", orElse(refusal.code(), code)));
    }

    /** Vercel's AI SDK and others use the Responses API unless they are told otherwise. */
    @Override
    public String noSuchRoute(String path) {
        return path.equals("/v1/responses") || path.startsWith("/v1/responses/")
                ? "The Responses API is not offered here. Use /v1/chat/completions: in Vercel's AI SDK, openai.chat(model)."
                : Dialect.super.noSuchRoute(path);
    }

    private static boolean isNoSuchModel(ApiException error) {
        return error.rejection().filter(rejection -> rejection.status() == 404).isPresent();
    }

    private static String orElse(String value, String byDefault) {
        return value == null ? byDefault : value;
    }

    /** After the whole chain has failed, the SDKs' two retries would only call every provider again. */
    @Override
    public boolean forbidsRetry(ApiException error) {
        return switch (error.code()) {
            // exhausted until next month
            case QUOTA_EXCEEDED -> true;
            case RATE_LIMIT_EXCEEDED, PROVIDER_RATE_LIMITED ->
                error.retryAfter().filter(wait -> wait.compareTo(WORTH_WAITING) > 0).isPresent();
            case NO_PROVIDER, PROVIDER_FAILED, PROVIDER_TIMEOUT, PROVIDER_UNAVAILABLE -> true;
            default -> false;
        };
    }

    /** The other packages use the names text and format, and Java names such as responseFormat. */
    private static String param(String path) {
        return switch (path) {
            case "text" -> "input";
            case "format" -> "response_format";
            default -> path.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
        };
    }

    @Override
    public Map<String, String> limitHeaders(int limit, int remaining, Duration reset) {
        return Map.of("x-ratelimit-limit-requests", String.valueOf(limit),
                "x-ratelimit-remaining-requests", String.valueOf(remaining),
                "x-ratelimit-reset-requests", duration(reset));
    }

    /** In OpenAI's form: {@code 59m30s}. */
    private static String duration(Duration time) {
        String text = (time.toHours() > 0 ? time.toHours() + "h" : "")
                + (time.toMinutesPart() > 0 ? time.toMinutesPart() + "m" : "");
        return text.isEmpty() || time.toSecondsPart() > 0 ? text + time.toSecondsPart() + "s" : text;
    }

    private static String code(ErrorCode code) {
        return switch (code) {
            case MISSING_API_KEY -> ErrorCode.INVALID_API_KEY.wireName();
            case QUOTA_EXCEEDED -> "insufficient_quota";
            case CONCURRENCY_LIMIT_EXCEEDED -> ErrorCode.RATE_LIMIT_EXCEEDED.wireName();
            default -> code.wireName();
        };
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 429 -> "rate_limit_error";
            default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    }
}
