package io.voiceforge.audio;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The bytes of a stream that have arrived and have not been used yet. Not thread-safe. */
final class ByteQueue {

    private final int maxBytes;
    private byte[] bytes = new byte[0];
    private int from;
    private int to;
    /** To be skipped when they arrive. */
    private long owed;

    /** @param maxBytes as many may wait when more are added */
    ByteQueue(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** @throws AudioFormatException if too many are waiting: no reader needs so many at once */
    void add(byte[] more) {
        int skipped = (int) Math.min(owed, more.length);
        owed -= skipped;
        int waiting = size();
        if (waiting > maxBytes) {
            throw new AudioFormatException("The audio has a part that is too large.");
        }
        byte[] joined = new byte[waiting + more.length - skipped];
        System.arraycopy(bytes, from, joined, 0, waiting);
        System.arraycopy(more, skipped, joined, waiting, more.length - skipped);
        bytes = joined;
        from = 0;
        to = joined.length;
    }

    int size() {
        return to - from;
    }

    /** Uses up the next bytes, even if they have not arrived yet. */
    void skip(long count) {
        int there = (int) Math.min(count, size());
        from += there;
        owed += count - there;
    }

    /** Uses up and returns the next bytes, which have arrived. */
    byte[] take(int count) {
        byte[] taken = new byte[count];
        System.arraycopy(bytes, from, taken, 0, count);
        from += count;
        return taken;
    }

    /** A copy of the first bytes that wait, at most that many, without using them up. */
    byte[] peek(int count) {
        return Arrays.copyOfRange(bytes, from, from + Math.min(count, size()));
    }

    /** What is waiting, without using it up, big-endian; valid until something is added. */
    ByteBuffer view() {
        return ByteBuffer.wrap(bytes, from, to - from).slice();
    }

    /** The byte at this distance from the first one that waits, 0 to 255. */
    int at(int offset) {
        return bytes[from + offset] & 0xff;
    }
}
