package io.voiceforge.provider.http;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.call.Memory;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ProviderRefusal;
import io.voiceforge.json.LenientJson;
import io.voiceforge.stream.Timer;

/** Reads why a provider rejects a request, in the forms of OpenAI's API, of FastAPI and of those like them, and cleans it for callers. */
final class Refusals {

    private static final int MAX_MESSAGE = 300;
    private static final int MAX_NAME = 64;
    /** Addresses of any kind, and what may be a secret: both are the operator's. */
    private static final Pattern PRIVATE = Pattern.compile("[a-z][a-z0-9+.-]*://\\S+|\\b[\\w.+-]+@[\\w-]+\\.[\\w.]+"
            + "|\\b(?:sk|hf|vf_sk|gsk|pk|org|proj|req)[-_][A-Za-z0-9_*-]{6,}|\\bBearer\\s+\\S+"
            + "|\\b(?:[a-z0-9-]+\\.)+(?:com|org|net|io|ai|co|dev|app|internal|local|svc|cluster)\\b(?::\\d+)?\\S*"
            + "|\\b\\d{1,3}(?:\\.\\d{1,3}){3}(?::\\d+)?|\\b[A-Za-z0-9+/_-]{40,}={0,2}", Pattern.CASE_INSENSITIVE);
    /** What is a secret wherever it stands. */
    private static final Pattern SECRET = Pattern
            .compile("\\b(?:sk|hf|vf_sk|gsk|pk)[-_][A-Za-z0-9_*-]{12,}|\\beyJ[\\w-]+\\.[\\w-]+\\.[\\w-]*"
                    + "|\\bAKIA[0-9A-Z]{12,}|\\b[0-9a-f]{32,}\\b|\\b(?:Basic|Bearer)\\s+\\S+"
                    + "|\\b(?:password|passwd|secret|token|api[_-]?key)\\b\\s*[:=]\\s*\\S+", Pattern.CASE_INSENSITIVE);
    /** Of the machine that the provider runs on. */
    private static final Pattern PLACE = Pattern.compile("\\blocalhost\\b(?::\\d+)?|\\[[0-9a-f:]{2,}](?::\\d+)?"
            + "|(?<![\\w.])/?(?:/[\\w.-]+){2,}", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.\\[\\]-]{1," + MAX_NAME + "}");

    /** OpenAI's codes and types. */
    private static final Set<String> OF_OPERATORS = Set.of("invalid_api_key", "authentication_error", "insufficient_quota",
            "billing_hard_limit_reached", "billing_not_active", "account_deactivated");

    private static final int MAX_BODY_BYTES = 64 << 10;
    private static final Duration BODY_TIME = Duration.ofSeconds(1);

    private Refusals() {
    }

    /**
     * The body of a response that is no answer, so that its connection can be used again: everything up to 64 KiB that arrives
     * within a second. Never fails.
     */
    static Uni<Buffer> collect(HttpClientResponse refused, Memory memory) {
        return Uni.createFrom().emitter(done -> {
            Buffer body = Buffer.buffer();
            Timer timer = Timer.after(BODY_TIME, () -> done.complete(body));
            done.onTermination(timer::cancel);
            refused.exceptionHandler(broken -> done.complete(body));
            refused.endHandler(end -> done.complete(body));
            refused.handler(chunk -> {
                if (body.length() + chunk.length() > MAX_BODY_BYTES) {
                    done.complete(body);
                    return;
                }
                try {
                    memory.take(chunk.length());
                    body.appendBuffer(chunk);
                } catch (ApiException full) {
                    done.complete(body);
                }
            });
            refused.resume();
        });
    }

    /** What the body says, as far as it can be read; {@link ProviderRefusal#NONE} when it says nothing. */
    static ProviderRefusal read(Buffer body) {
        JsonObject json;
        try {
            json = LenientJson.members(body);
        } catch (DecodeException noObject) {
            return ProviderRefusal.NONE;
        }
        if (json.getValue("detail") instanceof JsonArray details && !details.isEmpty()
                && details.getValue(0) instanceof JsonObject first) {
            return new ProviderRefusal(null, place(first.getValue("loc")), null, message(first.getValue("msg")));
        }
        // an object with everything, in one of two places or without any; or only a text
        for (Object said : new Object[] { json.getValue("error"), json.getValue("detail"), json }) {
            if (said instanceof JsonObject object && object.getValue("message") != null) {
                Object code = object.getValue("code", object.getValue("status", object.getValue("error")));
                return new ProviderRefusal(name(code), name(object.getValue("param")), name(object.getValue("type")),
                        message(object.getValue("message")));
            } else if (said instanceof String text) {
                return new ProviderRefusal(null, null, null, message(text));
            }
        }
        return ProviderRefusal.NONE;
    }

    /** Whether the provider rejects the operator's key or account, whatever status it says so with: not what the caller has sent. */
    static boolean isAboutOperator(ProviderRefusal refusal) {
        return OF_OPERATORS.contains(String.valueOf(refusal.code())) || OF_OPERATORS.contains(String.valueOf(refusal.type()));
    }

    /** FastAPI's place of a problem without its first step, {@code body}. */
    private static String place(Object loc) {
        if (!(loc instanceof JsonArray steps) || steps.size() < 2) {
            return null;
        }
        StringBuilder path = new StringBuilder();
        for (int i = 1; i < steps.size(); i++) {
            path.append(i == 1 ? "" : ".").append(steps.getValue(i));
        }
        return name(path.toString());
    }

    private static String name(Object value) {
        String text = value instanceof String || value instanceof Number ? value.toString() : null;
        return text != null && NAME.matcher(text).matches() && !SECRET.matcher(text).find() ? text : null;
    }

    private static String message(Object value) {
        if (!(value instanceof String text) || text.isBlank()) {
            return null;
        }
        String clean = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        for (Pattern hidden : List.of(SECRET, PRIVATE, PLACE)) {
            clean = hidden.matcher(clean).replaceAll("…");
        }
        return clean.length() <= MAX_MESSAGE ? clean : clean.substring(0, MAX_MESSAGE) + "…";
    }
}
