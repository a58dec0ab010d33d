package io.voiceforge.audio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;

/** The first Opus stream in an Ogg file (RFC 3533, RFC 7845); whatever else is in the file is passed over. */
final class OggDemuxer implements OpusPackets {

    private static final int HEADER_BYTES = 27;
    private static final int MAX_PAGE_BYTES = HEADER_BYTES + 255 + 255 * 255;
    private static final int CAPTURE_PATTERN = 0x4f67_6753;
    private static final int FLAGS_OFFSET = 5;
    private static final int GRANULE_OFFSET = 6;
    private static final int SERIAL_OFFSET = 14;
    private static final int BEGINS_STREAM = 2;
    private static final int ENDS_STREAM = 4;
    private static final int FULL_SEGMENT_BYTES = 255;
    private static final byte[] OPUS_HEAD = "OpusHead".getBytes(StandardCharsets.US_ASCII);
    /** More than any Opus packet has. */
    private static final int MAX_PACKET_BYTES = 64 * 1024;

    private final ByteQueue queue = new ByteQueue(MAX_PAGE_BYTES);
    private final Queue<Packet> packets = new ArrayDeque<>();
    /** A packet that goes on in the next page. */
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private boolean hasStream;
    private int serial;
    /** Packets before the audio: the head and the tags. */
    private int headers;

    @Override
    public void accept(byte[] bytes) {
        queue.add(bytes);
    }

    @Override
    public Optional<Packet> next() {
        while (packets.isEmpty() && readPage()) {
            // until a page completes a packet
        }
        return Optional.ofNullable(packets.poll());
    }

    /** Whether there was a complete page. */
    private boolean readPage() {
        ByteBuffer page = queue.view();
        if (page.remaining() < HEADER_BYTES) {
            return false;
        }
        if (page.getInt(0) != CAPTURE_PATTERN) {
            throw new AudioFormatException("The audio is not a sound Ogg file.");
        }
        int segments = page.get(HEADER_BYTES - 1) & 0xff;
        int body = HEADER_BYTES + segments;
        if (page.remaining() < body) {
            return false;
        }
        int length = body;
        for (int i = HEADER_BYTES; i < body; i++) {
            length += page.get(i) & 0xff;
        }
        if (page.remaining() < length) {
            return false;
        }
        if (!hasStream) {
            hasStream = isOpus(page, body, length);
            serial = page.getInt(SERIAL_OFFSET);
            if (!hasStream && (page.get(FLAGS_OFFSET) & BEGINS_STREAM) == 0) {
                throw new AudioFormatException("The Ogg file has no Opus in it.");
            }
        }
        if (hasStream && page.getInt(SERIAL_OFFSET) == serial) {
            boolean isLast = (page.get(FLAGS_OFFSET) & ENDS_STREAM) != 0;
            long end = page.order(ByteOrder.LITTLE_ENDIAN).getLong(GRANULE_OFFSET);
            readPackets(page, segments, isLast && end >= 0 ? end : OPEN);
        }
        queue.skip(length);
        return true;
    }

    private static boolean isOpus(ByteBuffer page, int from, int to) {
        byte[] start = new byte[Math.min(OPUS_HEAD.length, to - from)];
        page.get(from, start);
        return Arrays.equals(start, OPUS_HEAD);
    }

    private void readPackets(ByteBuffer page, int segments, long end) {
        int at = HEADER_BYTES + segments;
        for (int i = 0; i < segments; i++) {
            int length = page.get(HEADER_BYTES + i) & 0xff;
            byte[] part = new byte[length];
            page.get(at, part);
            at += length;
            if (headers != 1) {
                // the tags may be longer than a packet, and are of no use
                begun.writeBytes(part);
            }
            if (begun.size() > MAX_PACKET_BYTES) {
                throw new AudioFormatException("The Ogg file has a packet that is too long.");
            }
            if (length < FULL_SEGMENT_BYTES) {
                endPacket(end);
            }
        }
    }

    private void endPacket(long end) {
        if (begun.size() > 0) {
            packets.add(new Packet(begun.toByteArray(), end));
            begun.reset();
        }
        headers = Math.min(2, headers + 1);
    }
}
