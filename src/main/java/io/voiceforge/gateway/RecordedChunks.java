package io.voiceforge.gateway;

import java.util.ArrayList;
import java.util.List;

/** The chunks of a {@link Recording} that somebody may read, and what they count for in the cache. Guarded by the cache's monitor. */
final class RecordedChunks {

    private final SpeechCache cache;
    /** From {@link #dropped} on. */
    private final List<byte[]> chunks = new ArrayList<>();
    private int dropped;
    private long bytes;
    private boolean isWhole;

    RecordedChunks(SpeechCache cache) {
        this.cache = cache;
    }

    /** Begins to keep all chunks if there is room for so many bytes besides them. */
    boolean open(int bytesBesides) {
        isWhole = cache.take(0, bytesBesides);
        bytes = isWhole ? bytesBesides : 0;
        return isWhole;
    }

    /** Whether all chunks are kept, so that somebody may still begin to read. */
    boolean isWhole() {
        return isWhole;
    }

    /** From now on chunks may be dropped. */
    void close() {
        isWhole = false;
    }

    long bytes() {
        return bytes;
    }

    /** The position behind the last chunk. */
    int end() {
        return dropped + chunks.size();
    }

    /** Null if there is none yet. */
    byte[] at(int position) {
        return position == end() ? null : chunks.get(position - dropped);
    }

    /** Adds a chunk; false if there is no room to keep all of them. */
    boolean add(byte[] chunk) {
        boolean isTaken = isWhole && cache.take(bytes, chunk.length);
        if (!isTaken) {
            cache.hold(chunk.length);
        }
        bytes += chunk.length;
        chunks.add(chunk);
        return isTaken;
    }

    void dropBefore(int position) {
        for (; dropped < position; dropped++) {
            release(chunks.remove(0).length);
        }
    }

    /** Gives all back, also what it has counted for besides the chunks. */
    void clear() {
        dropBefore(end());
        release(bytes);
    }

    private void release(long size) {
        bytes -= size;
        cache.hold(-size);
    }
}
