package io.voiceforge.provider.space;

import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.voiceforge.audio.AudioFile;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.http.ProviderEndpoint;
import io.voiceforge.provider.http.ProviderHttp;
import io.voiceforge.provider.http.ProviderResponse;
import io.voiceforge.provider.http.RequestBody;

/** Sends requests to one Space unless it is known to be waking, and notices when it is. */
final class SpaceClient {

    private final ProviderEndpoint endpoint;
    private final SpaceHealth health;
    private final ProviderHttp http;

    SpaceClient(ProviderEndpoint endpoint, SpaceHealth health, ProviderHttp http) {
        this.endpoint = endpoint;
        this.health = health;
        this.http = http;
    }

    ProviderId provider() {
        return endpoint.provider();
    }

    /** The failure of every request while the Space is waking, or null. */
    ProviderFailure knownFailure() {
        return health.isWaking() ? new ProviderFailure.Waking(provider() + ": still waking") : null;
    }

    /** @param callerNamedModel whether a 404 may be the caller's mistake */
    Uni<ProviderResponse> post(String path, JsonObject body, boolean callerNamedModel, Attempt attempt) {
        return post(path, RequestBody.json(body), callerNamedModel, attempt);
    }

    /**
     * Sends audio as base64 and parses the JSON object in the response.
     *
     * @param others what the Space receives besides the audio
     * @param parse may throw any runtime exception if the object is invalid
     */
    <T> Uni<T> hear(String path, AudioFile audio, JsonObject others, Attempt attempt, Function<JsonObject, T> parse) {
        return post(path, RequestBody.jsonWith("audio_base64", audio, others), false, attempt)
                .flatMap(ProviderResponse::json)
                .map(body -> parsed(body, parse));
    }

    ProviderFailure failure(String reason) {
        return new ProviderFailure.Unavailable(provider() + ": " + reason);
    }

    private Uni<ProviderResponse> post(String path, RequestBody body, boolean callerNamedModel, Attempt attempt) {
        return http.post(endpoint, path, body, callerNamedModel, attempt)
                .onFailure(ProviderFailure.Waking.class).invoke(health::foundWaking);
    }

    private <T> T parsed(JsonObject body, Function<JsonObject, T> parse) {
        try {
            return parse.apply(body);
        } catch (RuntimeException unreadable) {
            throw failure("an invalid response");
        }
    }
}
