package io.voiceforge.testing;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A multipart form as a caller sends it. */
public final class Upload {

    private static final String BOUNDARY = "test-boundary-7d1f";

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    public static Upload of(String fileField, String fileName, byte[] file) {
        return new Upload().file(fileField, fileName, file);
    }

    public Upload file(String field, String name, byte[] file) {
        text("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + field + "\"; filename=\"" + name
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        body.writeBytes(file);
        return text("\r\n");
    }

    public Upload field(String name, String value) {
        return text("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n");
    }

    /** Anything at all. */
    public Upload text(String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** The body without its closing boundary. */
    public byte[] open() {
        return body.toByteArray();
    }

    public byte[] closed() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(body.toByteArray());
        all.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return all.toByteArray();
    }

    public static String contentType() {
        return "multipart/form-data; boundary=" + BOUNDARY;
    }

    public static HttpRequest.Builder request(URI uri, byte[] body) {
        return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).header("X-API-Key", Speak.KEY)
                .header("Content-Type", contentType()).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }

    public HttpResponse<String> post(URI uri) {
        return Speak.send(request(uri, closed()).build(), HttpResponse.BodyHandlers.ofString());
    }
}
