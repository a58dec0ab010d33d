package io.voiceforge.provider.space;

import java.time.Duration;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.voiceforge.call.Call;
import io.voiceforge.call.Provider;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.listen.AudioFile;
import io.voiceforge.provider.http.JsonAnswers;
import io.voiceforge.provider.http.ProviderGuard;
import io.voiceforge.provider.http.ProviderHttp;
import io.voiceforge.provider.http.RequestBody;

/** What the Space's ways of listening have in common: audio in base64 goes there, one JSON object comes back. */
@ApplicationScoped
class SpaceListening {

    private final SpaceEndpoint endpoint;
    private final SpaceMonitor monitor;
    private final ProviderHttp http;

    SpaceListening(SpaceEndpoint endpoint, SpaceMonitor monitor, ProviderHttp http) {
        this.endpoint = endpoint;
        this.monitor = monitor;
        this.http = http;
    }

    /**
     * One try, which the guard counts when the answer is whole and understood.
     *
     * @param others what the Space gets beside the audio
     * @param limit for the whole answer
     * @param parse may throw whatever it wants on an answer that makes no sense
     */
    <T> Uni<T> ask(ProviderGuard guard, String path, AudioFile audio, JsonObject others, Duration limit, Duration chain,
            Call call, Function<JsonObject, T> parse) {
        if (monitor.isWaking()) {
            return Uni.createFrom().failure(new ProviderFailure.Waking("space: still waking"));
        }
        return guard.attempt(call, () -> http
                .post(endpoint.get(), path, RequestBody.jsonWith("audio_base64", audio, others), limit, chain, false, call)
                .flatMap(answer -> JsonAnswers.read(Provider.SPACE, answer, limit))
                .map(body -> parsed(body, parse)))
                .onFailure(ProviderFailure.Waking.class).invoke(monitor::foundWaking);
    }

    private static <T> T parsed(JsonObject body, Function<JsonObject, T> parse) {
        try {
            return parse.apply(body);
        } catch (RuntimeException unreadable) {
            throw new ProviderFailure.Unavailable("space: an answer that makes no sense");
        }
    }
}
