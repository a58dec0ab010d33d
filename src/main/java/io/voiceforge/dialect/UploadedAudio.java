package io.voiceforge.dialect;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.voiceforge.audio.AudioFile;

/** Audio in a temporary file. */
record UploadedAudio(String name, long bytes, AsyncFile file) implements AudioFile {

    UploadedAudio named(String newName) {
        return new UploadedAudio(newName, bytes, file);
    }

    @Override
    public Uni<Buffer> read(long position, int length) {
        return Uni.createFrom()
                .completionStage(() -> file.read(Buffer.buffer(length), 0, position, length).toCompletionStage());
    }
}
