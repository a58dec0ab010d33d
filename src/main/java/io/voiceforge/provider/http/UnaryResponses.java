package io.voiceforge.provider.http;

import java.util.function.Function;

import jakarta.ws.rs.core.Response;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.error.ProviderFailure;

/** Reads the responses of typed REST clients. */
public final class UnaryResponses {

    private UnaryResponses() {
    }

    /** The failure that the response stands for, or null. */
    static ProviderFailure failure(ProviderEndpoint endpoint, Response response, boolean callerNamedModel) {
        return endpoint.statusRule().failure(endpoint.provider(), response.getStatus(),
                StatusRules.mediaType(response.getHeaderString("Content-Type")), null, callerNamedModel);
    }

    /** The JSON object of a 2xx response; everything else is a failure of the provider. */
    public static JsonObject object(ProviderEndpoint endpoint, Response response) {
        return read(endpoint, response, JsonObject::new);
    }

    /** The JSON array of a 2xx response; everything else is a failure of the provider. */
    public static JsonArray array(ProviderEndpoint endpoint, Response response) {
        return read(endpoint, response, JsonArray::new);
    }

    private static <T> T read(ProviderEndpoint endpoint, Response response, Function<String, T> parser) {
        ProviderFailure failure = failure(endpoint, response, false);
        if (failure != null) {
            response.close();
            throw failure;
        }
        try {
            return parser.apply(response.readEntity(String.class));
        } catch (DecodeException e) {
            throw new ProviderFailure.Unavailable(endpoint.provider() + ": an answer in JSON of another kind");
        }
    }
}
