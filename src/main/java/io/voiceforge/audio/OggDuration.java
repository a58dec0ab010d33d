package io.voiceforge.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * The duration of an Ogg file (RFC 3533): the granule position on the last page of the first stream with a known codec, in that
 * codec's time base.
 */
final class OggDuration {

    private static final int PAGE_HEADER_BYTES = 27;
    private static final int GRANULE_OFFSET = 6;
    private static final int SERIAL_OFFSET = 14;
    private static final int SEGMENTS_OFFSET = 26;
    private static final int BEGINS_STREAM = 2;
    /** Marks a page on which no packet ends. */
    private static final long NO_GRANULE = -1;
    private static final int OPUS_RATE_HERTZ = 48_000;

    /** A stream's time base: units per second, and the number of units before the first audible one. */
    private record Clock(int serial, int rateHertz, int skipped) {
    }

    private OggDuration() {
    }

    /** @param head starts with a page header */
    static OptionalLong millis(byte[] head, byte[] tail) {
        Clock clock = clock(head);
        if (clock == null) {
            return OptionalLong.empty();
        }
        ByteBuffer fields = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
        for (int page = tail.length - PAGE_HEADER_BYTES; page >= 0; page--) {
            if (isPage(tail, page) && fields.getInt(page + SERIAL_OFFSET) == clock.serial) {
                long granule = fields.getLong(page + GRANULE_OFFSET);
                if (granule != NO_GRANULE) {
                    return granule < 0 ? OptionalLong.empty() : AudioHeaders.millis(granule - clock.skipped, clock.rateHertz);
                }
            }
        }
        return OptionalLong.empty();
    }

    /** The first pages of all streams are at the very beginning. */
    private static Clock clock(byte[] head) {
        ByteBuffer fields = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        int page = 0;
        while (isPage(head, page) && (head[page + 5] & BEGINS_STREAM) != 0) {
            int segments = head[page + SEGMENTS_OFFSET] & 0xff;
            int packet = page + PAGE_HEADER_BYTES + segments;
            int end = packet;
            for (int i = 0; i < segments && packet <= head.length; i++) {
                end += head[page + PAGE_HEADER_BYTES + i] & 0xff;
            }
            if (end > head.length || packet == end) {
                return null;
            }
            Clock clock = clock(head, fields, page, packet, end - packet);
            if (clock != null) {
                return clock;
            }
            page = end;
        }
        return null;
    }

    private static Clock clock(byte[] head, ByteBuffer fields, int page, int packet, int length) {
        int serial = fields.getInt(page + SERIAL_OFFSET);
        if (length >= 19 && AudioHeaders.is(head, packet, "OpusHead")) {
            return new Clock(serial, OPUS_RATE_HERTZ, Short.toUnsignedInt(fields.getShort(packet + 10)));
        }
        if (length >= 30 && AudioHeaders.is(head, packet, "\u0001vorbis")) {
            return new Clock(serial, fields.getInt(packet + 12), 0);
        }
        if (length >= 51 && AudioHeaders.is(head, packet, "\u007fFLAC")) {
            // after the mapping's own 9 bytes, the FLAC marker and STREAMINFO's block header
            int rate = (head[packet + 27] & 0xff) << 12 | (head[packet + 28] & 0xff) << 4 | (head[packet + 29] & 0xff) >> 4;
            return new Clock(serial, rate, 0);
        }
        if (length >= 80 && AudioHeaders.is(head, packet, "Speex   ")) {
            return new Clock(serial, fields.getInt(packet + 36), 0);
        }
        return null;
    }

    private static boolean isPage(byte[] bytes, int offset) {
        return offset + PAGE_HEADER_BYTES <= bytes.length && AudioHeaders.is(bytes, offset, "OggS") && bytes[offset + 4] == 0;
    }
}
