package io.voiceforge.testing;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import io.vertx.core.json.JsonObject;

/** Manages keys as an operator does. */
public record Admin(URI root, String token) {

    public static final String TOKEN = "admin-token-of-the-tests";

    public Admin(URI root) {
        this(root, TOKEN);
    }

    public record Answer(int status, HttpResponse<String> response) {

        public JsonObject json() {
            return new JsonObject(response.body());
        }
    }

    public Answer call(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path)).header("X-Admin-Token", token)
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<String> response = Speak.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response);
    }

    /** The record of a new key, with its secret as {@code key}. */
    public JsonObject create(JsonObject settings) {
        Answer answer = call("POST", "/api/keys", settings.encode());
        if (answer.status() != 201) {
            throw new AssertionError(answer.response().body());
        }
        return answer.json();
    }

    public JsonObject create(String name) {
        return create(new JsonObject().put("name", name));
    }

    /** The status that the secret gets for the caller's own record. */
    public int statusOf(String secret) {
        return Speak.send(HttpRequest.newBuilder(root.resolve("/api/key")).header("X-API-Key", secret).build(),
                HttpResponse.BodyHandlers.ofString()).statusCode();
    }
}
