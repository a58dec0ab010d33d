package io.voiceforge.provider.http;

import java.util.Base64;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.voiceforge.listen.AudioFile;

/**
 * What is sent to a provider. A file goes through the heap in pieces, each when the one before is on its way.
 *
 * @param before what stands before the file; everything when there is none
 * @param file or null
 * @param base64 whether the file is sent in base64 and not as it is
 * @param after what stands behind the file
 */
public record RequestBody(String contentType, Buffer before, AudioFile file, boolean base64, Buffer after) {

    /** Divisible by three, so that pieces in base64 join without padding. */
    private static final int PIECE_BYTES = 48 * 1024;

    public static RequestBody json(JsonObject body) {
        return new RequestBody("application/json", body.toBuffer(), null, false, Buffer.buffer());
    }

    /** A JSON object with the file in base64 as its first member, named {@code fileMember}. */
    public static RequestBody jsonWith(String fileMember, AudioFile file, JsonObject others) {
        Buffer before = Buffer.buffer("{\"" + fileMember + "\":\"");
        String rest = others.encode().substring(1);
        return new RequestBody("application/json", before, file, true, Buffer.buffer(others.isEmpty() ? "\"}" : "\"," + rest));
    }

    long bytes() {
        return before.length() + (file == null ? 0 : base64 ? (file.bytes() + 2) / 3 * 4 : file.bytes()) + after.length();
    }

    /** Sends it; completes when all of it is on its way. */
    Future<Void> writeTo(HttpClientRequest request) {
        request.putHeader(HttpHeaders.CONTENT_TYPE, contentType).putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(bytes()));
        if (file == null) {
            return request.end(before);
        }
        return request.write(before).compose(written -> writeFile(request, 0)).compose(written -> request.end(after));
    }

    private Future<Void> writeFile(HttpClientRequest request, long position) {
        if (position >= file.bytes()) {
            return Future.succeededFuture();
        }
        return Future.fromCompletionStage(file.read(position, PIECE_BYTES).subscribeAsCompletionStage())
                .compose(piece -> piece.length() == 0 ? Future.failedFuture("The file has become shorter")
                        : request.write(base64 ? Buffer.buffer(Base64.getEncoder().encode(piece.getBytes())) : piece)
                                .compose(written -> writeFile(request, position + piece.length())));
    }
}
