package io.voiceforge.provider.http;

import java.io.EOFException;
import java.util.Base64;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.voiceforge.audio.AudioFile;

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
        return json(body.toBuffer());
    }

    /** @param body a JSON object */
    public static RequestBody json(Buffer body) {
        return new RequestBody("application/json", body, null, false, Buffer.buffer());
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

    /**
     * Sends it. Completes when all of it has left the process.
     *
     * @param ending runs before the last part is handed to the connection
     */
    Future<Void> writeTo(HttpClientRequest request, Runnable ending) {
        request.putHeader(HttpHeaders.CONTENT_TYPE, contentType).putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(bytes()));
        if (file == null) {
            ending.run();
            return request.end(before);
        }
        Promise<Void> sent = Promise.promise();
        new FileWriter(request, ending, sent).write(before, 0);
        return sent.future();
    }

    /** Keeps nothing of what it has sent: a chain of futures would hold each piece until the last is on its way. */
    private final class FileWriter {

        private final HttpClientRequest request;
        private final Runnable ending;
        private final Promise<Void> sent;

        FileWriter(HttpClientRequest request, Runnable ending, Promise<Void> sent) {
            this.request = request;
            this.ending = ending;
            this.sent = sent;
        }

        /** @param next where the file goes on when the piece is on its way */
        void write(Buffer piece, long next) {
            request.write(piece).onComplete(written -> {
                if (written.failed()) {
                    sent.fail(written.cause());
                } else if (next >= file.bytes()) {
                    ending.run();
                    request.end(after).onComplete(sent);
                } else {
                    read(next);
                }
            });
        }

        private void read(long position) {
            file.read(position, PIECE_BYTES).subscribe().with(piece -> {
                if (piece.length() == 0) {
                    unreadable(new EOFException("The file has become shorter"));
                } else {
                    write(base64 ? Buffer.buffer(Base64.getEncoder().encode(piece.getBytes())) : piece,
                            position + piece.length());
                }
            }, this::unreadable);
        }

        /** The provider would wait for the rest. */
        private void unreadable(Throwable failure) {
            request.reset(0, failure);
            sent.tryFail(failure);
        }
    }
}
