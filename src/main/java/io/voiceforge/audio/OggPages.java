package io.voiceforge.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the pages of one logical Ogg stream (RFC 3533); every page contains only complete packets. */
final class OggPages {

    private static final int HEADER_BYTES = 27;
    private static final int CHECKSUM_OFFSET = 22;
    private static final int MAX_SEGMENT_BYTES = 255;
    private static final int BEGINS_STREAM = 2;
    private static final int ENDS_STREAM = 4;
    private static final int CHECKSUM_POLYNOMIAL = 0x04C1_1DB7;
    private static final int[] CHECKSUMS = checksums();

    private final int serial;
    private int sequence;

    /** @param serial distinguishes the stream from others in the same file */
    OggPages(int serial) {
        this.serial = serial;
    }

    /**
     * Returns the next page.
     *
     * @param packets at most 255 · 255 bytes in total
     * @param granule the position at which the last packet ends, in the codec's time base
     */
    byte[] page(List<byte[]> packets, long granule, boolean isLast) {
        int segments = packets.stream().mapToInt(packet -> packet.length / MAX_SEGMENT_BYTES + 1).sum();
        int bodyBytes = packets.stream().mapToInt(packet -> packet.length).sum();
        ByteBuffer page = ByteBuffer.allocate(HEADER_BYTES + segments + bodyBytes).order(ByteOrder.LITTLE_ENDIAN);
        page.put("OggS".getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
        page.put((byte) ((sequence == 0 ? BEGINS_STREAM : 0) | (isLast ? ENDS_STREAM : 0)));
        page.putLong(granule).putInt(serial).putInt(sequence++).putInt(0).put((byte) segments);
        for (byte[] packet : packets) {
            for (int i = packet.length; i >= MAX_SEGMENT_BYTES; i -= MAX_SEGMENT_BYTES) {
                page.put((byte) MAX_SEGMENT_BYTES);
            }
            page.put((byte) (packet.length % MAX_SEGMENT_BYTES));
        }
        packets.forEach(page::put);
        page.putInt(CHECKSUM_OFFSET, checksum(page.array()));
        return page.array();
    }

    private static int checksum(byte[] bytes) {
        int sum = 0;
        for (byte next : bytes) {
            sum = sum << 8 ^ CHECKSUMS[sum >>> 24 ^ next & 0xff];
        }
        return sum;
    }

    private static int[] checksums() {
        int[] result = new int[256];
        for (int i = 0; i < result.length; i++) {
            int sum = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                sum = sum << 1 ^ (sum < 0 ? CHECKSUM_POLYNOMIAL : 0);
            }
            result[i] = sum;
        }
        return result;
    }
}
