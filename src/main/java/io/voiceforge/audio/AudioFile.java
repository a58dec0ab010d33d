package io.voiceforge.audio;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

/** Audio that a caller has sent, in whatever container. It can be read any number of times until the call ends. */
public interface AudioFile {

    /** The name that the caller gave it, without directories; may be empty. */
    String name();

    /** At least one. */
    long bytes();

    /**
     * Reads from a position.
     *
     * @param length at most this many bytes; fewer come at the end of the file, none behind it
     */
    Uni<Buffer> read(long position, int length);
}
