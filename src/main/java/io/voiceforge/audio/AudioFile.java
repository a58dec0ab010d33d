package io.voiceforge.audio;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

/** Audio uploaded by a caller, in any container. It can be read any number of times until the call ends. */
public interface AudioFile {

    /** The file name given by the caller, without directories; may be empty. */
    String name();

    /** The file size, at least 1. */
    long bytes();

    /**
     * Reads from a position.
     *
     * @param length the maximum number of bytes; fewer are returned at the end of the file, none beyond it
     */
    Uni<Buffer> read(long position, int length);
}
