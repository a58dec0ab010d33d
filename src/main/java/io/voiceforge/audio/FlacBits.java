package io.voiceforge.audio;

/** Reads bits, the highest first. Not thread-safe. */
final class FlacBits {

    /** There are not as many bits. */
    static final class Underflow extends RuntimeException {

        private static final long serialVersionUID = 1;

        Underflow() {
            // part of the normal course of things
            super(null, null, false, false);
        }
    }

    private final byte[] bytes;
    private final long end;
    private long at;

    FlacBits(byte[] bytes) {
        this.bytes = bytes;
        this.end = bytes.length * 8L;
    }

    /** @param count 0 to 32 */
    long read(int count) {
        if (at + count > end) {
            throw new Underflow();
        }
        long value = 0;
        for (int left = count; left > 0;) {
            int inByte = 8 - (int) (at & 7);
            int taken = Math.min(left, inByte);
            value = value << taken | (bytes[(int) (at >> 3)] & 0xff) >> inByte - taken & (1 << taken) - 1;
            at += taken;
            left -= taken;
        }
        return value;
    }

    /** A number in two's complement. */
    int readSigned(int count) {
        return count == 0 ? 0 : (int) (read(count) << 64 - count >> 64 - count);
    }

    /** How many zeros come before the next one, which is read too. */
    int readUnary() {
        int zeros = 0;
        while (true) {
            if (at >= end) {
                throw new Underflow();
            }
            int inByte = 8 - (int) (at & 7);
            int rest = bytes[(int) (at >> 3)] & (1 << inByte) - 1;
            int leading = Integer.numberOfLeadingZeros(rest) - (32 - inByte);
            if (rest != 0) {
                at += leading + 1;
                return zeros + leading;
            }
            at += inByte;
            zeros += inByte;
        }
    }

    /** Skips to the beginning of the next byte, and returns its place. */
    int align() {
        at = at + 7 & ~7L;
        return (int) (at >> 3);
    }
}
