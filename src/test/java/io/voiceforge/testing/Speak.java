package io.voiceforge.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import io.vertx.core.json.JsonObject;

/** Asks for speech as a caller does. */
public final class Speak {

    public static final String KEY = "vf_sk_19798aa99815232e6d53e1af34f776e1";

    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();

    private Speak() {
    }

    public static HttpRequest.Builder request(URI uri, JsonObject body) {
        return HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(1)).header("X-API-Key", KEY)
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body.encode()));
    }

    /** The whole answer. */
    public static HttpResponse<byte[]> bytes(URI uri, JsonObject body) {
        return send(request(uri, body).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** The answer as it comes; closing the stream leaves. */
    public static HttpResponse<InputStream> stream(URI uri, JsonObject body) {
        return send(request(uri, body).build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    public static <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return CLIENT.send(request, handler);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static JsonObject tts(String text) {
        return new JsonObject().put("text", text);
    }

    public static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse(null);
    }
}
