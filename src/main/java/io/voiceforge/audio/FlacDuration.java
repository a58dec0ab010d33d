package io.voiceforge.audio;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * The duration of a FLAC file (RFC 9639), from its header or, if a streamed file's header leaves it open, from the number of
 * its last frame.
 */
final class FlacDuration {

    /** The second byte of a frame's sync code, without its lowest bit, which tells whether frames or samples are numbered. */
    private static final int SYNC_END = 0xf8;
    private static final int MIN_FRAME_BYTES = 9;
    /** Bounds the work on crafted files; normally almost every match is a real frame header. */
    private static final int MAX_CANDIDATES = 16;

    private FlacDuration() {
    }

    /** @param head starts with the FLAC marker */
    static OptionalLong millis(byte[] head, byte[] tail) {
        // the marker (4 bytes), STREAMINFO's block header (4), its block and frame sizes (10), its sample rate and count (8)
        if (head.length < 26 || (head[4] & 0x7f) != 0) {
            return OptionalLong.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(head);
        long fields = in.getLong(18);
        long samples = fields & 0xF_FFFF_FFFFL;
        if (samples == 0) {
            samples = end(tail, Short.toUnsignedInt(in.getShort(10)));
        }
        return samples == 0 ? OptionalLong.empty() : AudioHeaders.millis(samples, fields >>> 44);
    }

    /** The number of the sample after the last frame; 0 if the file does not end with a complete frame. */
    private static long end(byte[] tail, int blockSamples) {
        int candidates = 0;
        for (int frame = tail.length - MIN_FRAME_BYTES; frame >= 0 && candidates < MAX_CANDIDATES; frame--) {
            int checksum = checksumOffset(tail, frame);
            if (checksum > 0 && BitWriter.crc8(tail, frame, checksum) == (tail[checksum] & 0xff)) {
                candidates++;
                int end = tail.length - 2;
                if (BitWriter.crc16(tail, frame, end) == ((tail[end] & 0xff) << 8 | tail[end + 1] & 0xff)) {
                    return end(tail, frame, blockSamples);
                }
            }
        }
        return 0;
    }

    /** The offset of the frame header's checksum; 0 if no frame starts here. */
    private static int checksumOffset(byte[] tail, int frame) {
        if (tail[frame] != -1 || (tail[frame + 1] & 0xfe) != SYNC_END) {
            return 0;
        }
        int sizeCode = (tail[frame + 2] & 0xff) >> 4;
        int rateCode = tail[frame + 2] & 0xf;
        int checksum = sizeOffset(tail, frame) + (sizeCode == 6 ? 1 : sizeCode == 7 ? 2 : 0)
                + (rateCode == 12 ? 1 : rateCode > 12 ? 2 : 0);
        return sizeCode == 0 || checksum >= tail.length - 2 ? 0 : checksum;
    }

    /** The offset of the explicit block size, if there is one: after the frame number, which is coded like UTF-8. */
    private static int sizeOffset(byte[] tail, int frame) {
        int ones = Integer.numberOfLeadingZeros(~(tail[frame + 4] << 24));
        return frame + 4 + Math.max(1, ones);
    }

    private static long end(byte[] tail, int frame, int blockSamples) {
        int size = sizeOffset(tail, frame);
        int more = size - frame - 5;
        long number = tail[frame + 4] & 0x7f >> more;
        for (int i = 1; i <= more; i++) {
            number = number << 6 | tail[frame + 4 + i] & 0x3f;
        }
        int sizeCode = (tail[frame + 2] & 0xff) >> 4;
        int samples = switch (sizeCode) {
            case 1 -> 192;
            case 2, 3, 4, 5 -> 576 << sizeCode - 2;
            case 6 -> (tail[size] & 0xff) + 1;
            case 7 -> ((tail[size] & 0xff) << 8 | tail[size + 1] & 0xff) + 1;
            default -> 256 << sizeCode - 8;
        };
        boolean countsFrames = (tail[frame + 1] & 1) == 0;
        return (countsFrames ? number * blockSamples : number) + samples;
    }
}
