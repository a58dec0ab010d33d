package io.voiceforge.dialect;

import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;

import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/**
 * Reads one multipart form, its file into a temporary one. The file slows the caller down when the disk is slow; a form that is
 * wrong is answered at once, without the rest of it. Everything happens on the request's own event loop.
 */
final class UploadReader {

    /** The form as it came. */
    record Received(UploadedAudio audio, MultiMap fields) {
    }

    /** More than any client sends; parts without a file name are counted by the server itself, 256 at the most. */
    private static final int MAX_FILES = 8;

    private static final Pattern BOUNDARY = Pattern.compile(";\\s*boundary\\s*=\\s*\"?[^\\s;\"]", Pattern.CASE_INSENSITIVE);

    private final RoutingContext context;
    private final HttpServerRequest request;
    private final AsyncFile file;
    private final String fileField;
    private final Duration timeout;
    private final UniEmitter<? super Received> done;

    private HttpServerFileUpload upload;
    private int files;
    private long bodyBytes;
    private long fileBytes;
    private int writesUnderWay;
    private boolean fileEnded;
    private boolean requestEnded;
    private boolean finished;

    UploadReader(RoutingContext context, AsyncFile file, String fileField, Duration timeout,
            UniEmitter<? super Received> done) {
        this.context = context;
        this.request = context.request();
        this.file = file;
        this.fileField = fileField;
        this.timeout = timeout;
        this.done = done;
    }

    void start() {
        if (request.isEnded() || context.response().closed()) {
            // the caller has left while the file was made
            return;
        }
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            fail(ApiException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "A form must not be compressed"));
            return;
        }
        try {
            // without a boundary the parser would take the body for another kind of form, and find nothing in it
            if (!BOUNDARY.matcher(request.getHeader("Content-Type")).find()) {
                throw new IllegalStateException();
            }
            request.setExpectMultipart(true);
        } catch (RuntimeException noBoundary) {
            fail(malformed());
            return;
        }
        long timer = context.vertx().setTimer(timeout.toMillis(),
                late -> fail(ApiException.of(ErrorCode.REQUEST_TIMEOUT, "The upload took too long to arrive")));
        HttpCalls.atEnd(context, () -> context.vertx().cancelTimer(timer));
        done.onTermination(() -> context.vertx().cancelTimer(timer));
        request.uploadHandler(this::part);
        request.handler(this::count);
        request.exceptionHandler(failure -> fail(isTooLong(failure)
                ? ApiException.of(ErrorCode.INVALID_REQUEST, "A field of the form is too long; a file's part needs a filename")
                : malformed()));
        request.endHandler(end -> requestEnded());
        BodyReader.invite(context);
        request.resume();
    }

    private void count(Buffer chunk) {
        bodyBytes += chunk.length();
        if (bodyBytes > Uploads.MAX_BODY_BYTES) {
            fail(BodyReader.tooLarge(Uploads.MAX_BODY_BYTES));
        }
    }

    private void part(HttpServerFileUpload part) {
        if (finished) {
            return;
        }
        if (++files > MAX_FILES) {
            fail(ApiException.of(ErrorCode.INVALID_REQUEST, "The form has too many files"));
        } else if (!part.name().equals(fileField)) {
            part.handler(ignored -> {
            });
        } else if (upload != null) {
            fail(ApiException.of(ErrorCode.INVALID_REQUEST, fileField, "Only one file can be sent as " + fileField));
        } else {
            upload = part;
            part.exceptionHandler(failure -> fail(malformed()));
            part.handler(this::write);
            part.endHandler(end -> {
                fileEnded = true;
                finishWhenComplete();
            });
        }
    }

    private void write(Buffer chunk) {
        if (finished) {
            return;
        }
        fileBytes += chunk.length();
        if (fileBytes > Uploads.MAX_FILE_BYTES) {
            fail(ApiException.of(ErrorCode.BODY_TOO_LARGE, "The file is larger than " + Uploads.MAX_FILE_BYTES + " bytes"));
            return;
        }
        writesUnderWay++;
        // the parser goes on using the bytes of the chunk
        file.write(chunk.copy()).onComplete(written -> {
            writesUnderWay--;
            if (written.failed()) {
                fail(Uploads.noRoom(written.cause()));
            } else {
                finishWhenComplete();
            }
        });
        if (file.writeQueueFull() && !requestEnded) {
            upload.pause();
            file.drainHandler(drained -> upload.resume());
        }
    }

    /** What the file's part still holds back comes in the event loop's next turn, and with it its end, if there is one. */
    private void requestEnded() {
        requestEnded = true;
        if (upload == null) {
            fail(ApiException.of(ErrorCode.INVALID_REQUEST, fileField, "No audio file provided"));
            return;
        }
        upload.resume();
        context.vertx().getOrCreateContext().runOnContext(later -> {
            if (!fileEnded) {
                fail(malformed());
            } else {
                finishWhenComplete();
            }
        });
    }

    private void finishWhenComplete() {
        if (finished || !requestEnded || !fileEnded || writesUnderWay > 0) {
            return;
        }
        if (fileBytes == 0) {
            fail(ApiException.of(ErrorCode.INVALID_REQUEST, fileField, "The audio file is empty"));
            return;
        }
        finished = true;
        done.complete(new Received(new UploadedAudio(upload.filename(), fileBytes, file), request.formAttributes()));
    }

    private void fail(ApiException error) {
        if (finished) {
            return;
        }
        finished = true;
        EarlyResponse.prepare(context);
        if (upload != null) {
            upload.resume();
        }
        done.fail(error);
    }

    /** In the two ways in which the parser says it. */
    private static boolean isTooLong(Throwable failure) {
        return failure instanceof HttpPostRequestDecoder.TooLongFormFieldException || failure.getCause() instanceof IOException;
    }

    private static ApiException malformed() {
        return ApiException.of(ErrorCode.INVALID_REQUEST, "The body is not a well-formed multipart form");
    }
}
