package io.voiceforge.provider.http;

import java.time.Duration;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.voiceforge.call.Provider;
import io.voiceforge.error.ProviderFailure;

/** Reads answers that are JSON objects as a whole. */
public final class JsonAnswers {

    private JsonAnswers() {
    }

    /**
     * The object; anything else, one over 8 MiB, and one that is not complete in time, is a failure of the provider.
     *
     * @param limit from now on
     */
    public static Uni<JsonObject> read(Provider provider, ProviderAnswer answer, Duration limit) {
        return answer.whole()
                .ifNoItem().after(limit).failWith(
                        () -> new ProviderFailure.TimedOut(provider.wireName() + ": no whole answer in time"))
                .map(whole -> parse(provider, whole));
    }

    private static JsonObject parse(Provider provider, Buffer whole) {
        try {
            return new JsonObject(whole);
        } catch (DecodeException e) {
            throw new ProviderFailure.Unavailable(provider.wireName() + ": an answer that is not a JSON object");
        }
    }
}
