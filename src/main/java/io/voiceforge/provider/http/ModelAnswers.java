package io.voiceforge.provider.http;

import jakarta.ws.rs.core.Response;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.voiceforge.call.Provider;
import io.voiceforge.error.ProviderFailure;

/** Reads what providers answer about their models. */
public final class ModelAnswers {

    private ModelAnswers() {
    }

    /** The object of a 2xx answer; everything else is a failure of the provider. */
    public static JsonObject object(Provider provider, Response response) {
        ProviderFailure failure = Answers.failure(provider, response.getStatus(),
                Answers.mediaType(response.getHeaderString("Content-Type")), null, false);
        if (failure != null) {
            response.close();
            throw failure;
        }
        try {
            return new JsonObject(response.readEntity(String.class));
        } catch (DecodeException e) {
            throw new ProviderFailure.Unavailable(provider.wireName() + ": an answer that is not a JSON object");
        }
    }
}
