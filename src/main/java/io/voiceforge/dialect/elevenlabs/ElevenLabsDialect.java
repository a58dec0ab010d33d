package io.voiceforge.dialect.elevenlabs;

import java.util.List;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.dialect.Dialect;
import io.voiceforge.dialect.Dialects;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ApiException.Detail;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.observe.RequestId;

/**
 * The ElevenLabs API's dialect. It shares {@code /v1} with OpenAI's, so it is tried first and claims its own paths, and
 * {@code /v1/models} for callers that use its key header.
 */
@ApplicationScoped
@Priority(20)
class ElevenLabsDialect implements Dialect {

    /** The prefix of a problem's path that is not in the body. */
    static final String QUERY = "query.";

    /** After the request id is set, and before any response. */
    private static final int PRIORITY = 950;
    /** Those of ElevenLabs' API as a whole: its SDKs can read no other errors, whether or not a route is offered here. */
    private static final List<String> PATHS = List.of("/v1/assets", "/v1/audio-effects", "/v1/audio-isolation",
            "/v1/audio-native", "/v1/convai", "/v1/dubbing", "/v1/flows", "/v1/forced-alignment", "/v1/history", "/v1/music",
            "/v1/productions", "/v1/pronunciation-dictionaries", "/v1/service-accounts", "/v1/shared-voices",
            "/v1/similar-voices", "/v1/single-use-token", "/v1/sound-generation", "/v1/speech-engine", "/v1/speech-to-speech",
            "/v1/speech-to-text", "/v1/studio", "/v1/text-to-dialogue", "/v1/text-to-speech", "/v1/text-to-voice", "/v1/usage",
            "/v1/user", "/v1/voice-generation", "/v1/voices", "/v1/workspace", "/v1/workspaces", "/v2");

    private static final String VALUE_ERROR = "value_error";

    private final SpeechModelList models;

    ElevenLabsDialect(SpeechModelList models) {
        this.models = models;
    }

    /** ElevenLabs' SDKs read the request id from this header. */
    void register(@Observes Filters filters) {
        filters.register(context -> {
            if (isSpokenIn(context)) {
                context.response().putHeader("request-id", RequestId.of(context));
            }
            context.next();
        }, PRIORITY);
    }

    @Override
    public String name() {
        return "elevenlabs";
    }

    @Override
    public boolean isSpokenIn(RoutingContext context) {
        String path = Dialects.path(context);
        if (path.equals("/v1/models") || path.equals("/v1/models/")) {
            MultiMap headers = context.request().headers();
            return headers.contains("xi-api-key") && !headers.contains("X-API-Key");
        }
        for (String own : PATHS) {
            if (path.startsWith(own) && (path.length() == own.length() || path.charAt(own.length()) == '/')) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Uni<Object> models() {
        return models.all();
    }

    /** ElevenLabs' own status, where it differs. */
    @Override
    public int status(ApiException error) {
        return switch (error.code()) {
            case INVALID_REQUEST -> error.details().isEmpty() ? 400 : 422;
            case MALFORMED_JSON, UNSUPPORTED_FORMAT -> 422;
            case VOICE_NOT_FOUND -> 404;
            case OVERLOADED -> 429;
            default -> error.code().status();
        };
    }

    @Override
    public String noSuchRoute(String path) {
        return "This route of ElevenLabs' API is not offered here. Text to speech, speech to text, voices, models and user are.";
    }

    @Override
    public JsonObject errorBody(ApiException error, String requestId) {
        return new JsonObject().put("detail", status(error) == 422 ? problems(error)
                : new JsonObject().put("status", name(error.code())).put("message", error.getMessage()));
    }

    /** ElevenLabs' name where there is one; otherwise the gateway's own says more than none. */
    private static String name(ErrorCode code) {
        return switch (code) {
            case MISSING_API_KEY -> ErrorCode.INVALID_API_KEY.wireName();
            case CONCURRENCY_LIMIT_EXCEEDED -> "too_many_concurrent_requests";
            case OVERLOADED, NO_PROVIDER, PROVIDER_UNAVAILABLE, PROVIDER_RATE_LIMITED -> "system_busy";
            case PROVIDER_REJECTED_REQUEST -> ErrorCode.INVALID_REQUEST.wireName();
            default -> code.wireName();
        };
    }

    private static JsonArray problems(ApiException error) {
        JsonArray problems = new JsonArray();
        for (Detail detail : error.details()) {
            problems.add(problem(place(detail.path()), detail.message(), switch (detail.kind()) {
                case MISSING -> "missing";
                case WRONG_TYPE -> "type_error";
                case UNKNOWN, TOO_SMALL, TOO_LARGE, INVALID_VALUE -> VALUE_ERROR;
            }));
        }
        return problems.isEmpty() ? problems.add(problem(new JsonArray().add("body"), error.getMessage(), VALUE_ERROR))
                : problems;
    }

    private static JsonObject problem(JsonArray place, String message, String type) {
        return new JsonObject().put("loc", place).put("msg", message).put("type", type);
    }

    /** The steps of {@code query.page_size}, or of a member of the body. */
    private static JsonArray place(String path) {
        JsonArray place = new JsonArray();
        if (!path.startsWith(QUERY)) {
            place.add("body");
        }
        if (!path.equals("body")) {
            for (String step : path.split("\\.")) {
                place.add(step);
            }
        }
        return place;
    }
}
