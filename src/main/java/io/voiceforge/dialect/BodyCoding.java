package io.voiceforge.dialect;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.memory.MemoryBudget;

/** How the body of a request is compressed (RFC 9110, 8.4.1). */
enum BodyCoding {

    IDENTITY,
    GZIP,
    DEFLATE;

    /** The value of {@code Accept-Encoding} in a refusal (RFC 9110, 15.5.16). */
    static final String ACCEPTED = "gzip, deflate";

    /** A body up to this size is decoded on the event loop: it cannot become more than about 1 MiB (RFC 1951 packs at most 1032 to 1). */
    private static final int INLINE_BYTES = 1 << 10;
    private static final int PIECE_BYTES = 8 << 10;

    /** @return null for a coding, or a combination of them, that is not supported */
    static BodyCoding of(String contentEncoding) {
        return switch (contentEncoding == null ? "" : contentEncoding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            default -> null;
        };
    }

    /**
     * The body as it was before it was compressed. Fails with an {@link ApiException} when that is longer than {@code most} bytes or
     * does not fit into the memory, however little of it arrived.
     */
    Uni<Buffer> decode(Buffer body, int most, MemoryBudget.Share share, Vertx vertx) {
        if (this == IDENTITY) {
            return Uni.createFrom().item(body);
        }
        if (body.length() <= INLINE_BYTES) {
            return Uni.createFrom().item(() -> inflate(body.getBytes(), most, share));
        }
        return Uni.createFrom().completionStage(
                () -> vertx.executeBlocking(() -> inflate(body.getBytes(), most, share), false).toCompletionStage());
    }

    private Buffer inflate(byte[] body, int most, MemoryBudget.Share share) {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(Math.min(most, body.length * 4));
        byte[] piece = new byte[PIECE_BYTES];
        try (InputStream in = stream(body)) {
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                if (decoded.size() + length > most) {
                    throw BodyReader.tooLarge(most);
                }
                share.take(length);
                decoded.write(piece, 0, length);
            }
        } catch (IOException broken) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, "The body is not compressed as its Content-Encoding says");
        }
        return Buffer.buffer(decoded.toByteArray());
    }

    private InputStream stream(byte[] body) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(body);
        if (this == GZIP) {
            return new GZIPInputStream(in);
        }
        // "deflate" is zlib (RFC 1950); some clients send the bare stream of RFC 1951
        boolean isZlib = body.length >= 2 && (body[0] & 0x0f) == 8 && ((body[0] & 0xff) << 8 | body[1] & 0xff) % 31 == 0;
        return isZlib ? new InflaterInputStream(in) : new InflaterInputStream(in, new Inflater(true));
    }
}
