package io.voiceforge.audio;

import java.util.Arrays;

/** Writes bytes bit by bit, the most significant bit first. */
final class BitWriter {

    private static final int CRC8_POLYNOMIAL = 0x07;
    private static final int CRC16_POLYNOMIAL = 0x8005;

    private byte[] bytes;
    private int length;
    private int pending;
    private int pendingBits;

    BitWriter(int expectedBytes) {
        bytes = new byte[expectedBytes];
    }

    /** Writes the lowest {@code count} bits of {@code value}; at most 16. */
    void write(int value, int count) {
        pending = pending << count | value & (1 << count) - 1;
        pendingBits += count;
        while (pendingBits >= 8) {
            pendingBits -= 8;
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * length);
            }
            bytes[length++] = (byte) (pending >> pendingBits);
        }
    }

    /** Writes {@code zeros} zero bits, then a one. */
    void writeUnary(int zeros) {
        for (int left = zeros; left > 0; left -= 16) {
            write(0, Math.min(16, left));
        }
        write(1, 1);
    }

    /** Pads the last byte with zeros. */
    void align() {
        write(0, -pendingBits & 7);
    }

    /** FLAC's CRC-8 of the complete bytes written so far. */
    int crc8() {
        return crc8(bytes, 0, length);
    }

    /** FLAC's CRC-16 of the complete bytes written so far. */
    int crc16() {
        return crc16(bytes, 0, length);
    }

    static int crc8(byte[] bytes, int from, int to) {
        return crc(bytes, from, to, CRC8_POLYNOMIAL, 8);
    }

    static int crc16(byte[] bytes, int from, int to) {
        return crc(bytes, from, to, CRC16_POLYNOMIAL, 16);
    }

    private static int crc(byte[] bytes, int from, int to, int polynomial, int width) {
        int top = 1 << width - 1;
        int crc = 0;
        for (int i = from; i < to; i++) {
            crc ^= (bytes[i] & 0xff) << width - 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc << 1 ^ ((crc & top) == 0 ? 0 : polynomial);
            }
            crc &= (top << 1) - 1;
        }
        return crc;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }
}
