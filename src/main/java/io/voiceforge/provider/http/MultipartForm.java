package io.voiceforge.provider.http;

import java.util.UUID;

import io.vertx.core.buffer.Buffer;
import io.voiceforge.audio.AudioFile;

/** A form with one file, as RFC 7578 has it. What stands around the file is short and in memory; the file is not. */
public final class MultipartForm {

    private final String boundary = "voiceforge-" + UUID.randomUUID();
    private final Buffer parts = Buffer.buffer();

    /** Adds a field; neither name nor value can break out of its part, because nobody can know the boundary. */
    public MultipartForm field(String name, String value) {
        part(name, "").appendString(value + "\r\n");
        return this;
    }

    /** The form with the file as its last part. */
    public RequestBody withFile(String name, AudioFile file) {
        part(name, "; filename=\"" + harmless(file.name()) + "\"\r\nContent-Type: application/octet-stream");
        return new RequestBody("multipart/form-data; boundary=" + boundary, parts, file, false,
                Buffer.buffer("\r\n--" + boundary + "--\r\n"));
    }

    private Buffer part(String name, String more) {
        return parts.appendString("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + harmless(name) + "\"" + more
                + "\r\n\r\n");
    }

    private static String harmless(String name) {
        return name.replaceAll("[^A-Za-z0-9._\\[\\]-]", "_");
    }
}
