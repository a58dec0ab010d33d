package io.voiceforge.dialect;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.FileSystem;
import io.vertx.core.file.OpenOptions;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.audio.AudioContainer;
import io.voiceforge.audio.AudioProbe;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.observe.Metrics;

/**
 * Receives forms with an audio file. The file goes to the disk as it comes and not through the heap; it has no name there from
 * the moment it is opened, so that nothing of it stays, not even when the process is killed.
 */
@Singleton
public class Uploads {

    /** OpenAI's limit, see its API reference of {@code /audio/transcriptions}. */
    public static final long MAX_FILE_BYTES = 25L << 20;

    /** The file with the other fields of the form. */
    static final long MAX_BODY_BYTES = MAX_FILE_BYTES + (64 << 10);

    private static final Logger LOG = Logger.getLogger(Uploads.class);

    private final UploadsConfig config;
    private final String directory;
    private final AtomicInteger open = new AtomicInteger();

    Uploads(UploadsConfig config, Metrics metrics) {
        this.config = config;
        this.directory = config.directory().orElse(System.getProperty("java.io.tmpdir"));
        metrics.gauge("voiceforge.uploads.open", "Uploaded files that are received or used", open::get);
    }

    /**
     * Reads the whole form. Fails with an {@link ApiException} as soon as something is wrong with it.
     *
     * @param fileField the name of the part that holds the audio
     */
    public Uni<UploadForm> receive(RoutingContext context, String fileField) {
        return Uni.createFrom().deferred(() -> {
            if (open.incrementAndGet() > config.maxConcurrent()) {
                open.decrementAndGet();
                EarlyResponse.prepare(context);
                return Uni.createFrom().failure(overloaded("Too many uploads at once. Try again."));
            }
            HttpCalls.atEnd(context, open::decrementAndGet);
            return temporaryFile(context).flatMap(file -> Uni.createFrom().<UploadReader.Received> emitter(
                    done -> new UploadReader(context, file, fileField, config.timeout(), done).start()))
                    .flatMap(Uploads::looked);
        });
    }

    private static Uni<UploadForm> looked(UploadReader.Received form) {
        return AudioProbe.of(form.audio()).map(probe -> new UploadForm(
                form.audio().named(name(form, probe.container())), probe.durationMillis(), form.fields()));
    }

    /** Providers tell containers apart by the name's ending: where there is none, the bytes or the caller say what it is. */
    private static String name(UploadReader.Received form, AudioContainer container) {
        String name = form.audio().name().replaceAll("^.*[/\\\\]", "");
        if (name.length() > 100) {
            name = name.substring(name.length() - 100);
        }
        boolean hasEnding = name.matches(".+\\.[A-Za-z0-9]{2,5}");
        String given = hasEnding ? name.substring(name.lastIndexOf('.') + 1) : "";
        if (hasEnding && (container == AudioContainer.UNKNOWN || container.goesBy(given))) {
            return name;
        }
        if (hasEnding) {
            name = name.substring(0, name.lastIndexOf('.'));
        }
        String format = form.fields().get("format");
        String ending = container != AudioContainer.UNKNOWN ? container.extension()
                : format != null && format.matches("[a-z0-9]{2,5}") ? format : "wav";
        return (name.isEmpty() ? "audio" : name) + "." + ending;
    }

    private Uni<AsyncFile> temporaryFile(RoutingContext context) {
        OpenOptions options = new OpenOptions().setRead(true).setCreateNew(true).setDeleteOnClose(true);
        FileSystem files = context.vertx().fileSystem();
        if (!System.getProperty("os.name").startsWith("Windows")) {
            options.setPerms("rw-------");
        }
        return Uni.createFrom().completionStage(() -> files.open(directory + "/voiceforge-" + UUID.randomUUID(), options)
                .onSuccess(file -> HttpCalls.atEnd(context, file::close)).toCompletionStage())
                .onFailure().transform(failure -> {
                    EarlyResponse.prepare(context);
                    return noRoom(failure);
                });
    }

    static ApiException noRoom(Throwable failure) {
        LOG.errorf("An upload cannot be stored: %s", failure.getMessage());
        return overloaded("The upload cannot be stored at the moment. Try again later.");
    }

    private static ApiException overloaded(String message) {
        return ApiException.retryable(ErrorCode.OVERLOADED, message, Duration.ofSeconds(1));
    }
}
