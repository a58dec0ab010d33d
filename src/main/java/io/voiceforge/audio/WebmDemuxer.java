package io.voiceforge.audio;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The first Opus track of a WebM file (RFC 9559), as browsers' {@code MediaRecorder} writes it: elements of unknown length included,
 * several frames in one block not.
 */
final class WebmDemuxer implements OpusPackets {

    private static final int SEGMENT = 0x1853_8067;
    private static final int CLUSTER = 0x1F43_B675;
    private static final int BLOCK_GROUP = 0xA0;
    private static final int BLOCK = 0xA1;
    private static final int SIMPLE_BLOCK = 0xA3;
    private static final int TRACKS = 0x1654_AE6B;
    private static final int TRACK_ENTRY = 0xAE;
    private static final int TRACK_NUMBER = 0xD7;
    private static final int CODEC_ID = 0x86;
    private static final int CODEC_PRIVATE = 0x63A2;

    /** An identifier has at most 4 bytes, a length at most 8. */
    private static final int MAX_HEADER_BYTES = 12;
    /** The longest element that is read as a whole; an Opus packet has at most 61,298 bytes. */
    private static final int MAX_ELEMENT_BYTES = 64 * 1024;
    private static final int BLOCK_HEADER_BYTES = 4;
    private static final int LACING = 0x06;
    private static final long UNKNOWN = -1;
    private static final byte[] NOTHING = {};

    private final ByteQueue queue = new ByteQueue(MAX_HEADER_BYTES + MAX_ELEMENT_BYTES);
    /** The track whose entry is being read. */
    private long number;
    private String codec = "";
    private byte[] head = NOTHING;
    /** The number of the Opus track; 0 until it is known. */
    private long track;

    @Override
    public void accept(byte[] bytes) {
        queue.add(bytes);
    }

    @Override
    public Optional<Packet> next() {
        while (true) {
            ByteBuffer view = queue.view();
            int idBytes = lengthOfNumber(view, 0);
            int sizeBytes = idBytes == 0 ? 0 : lengthOfNumber(view, idBytes);
            if (sizeBytes == 0) {
                return Optional.empty();
            }
            int id = (int) number(view, 0, idBytes, true);
            int header = idBytes + sizeBytes;
            long size = number(view, idBytes, sizeBytes, false);
            if (contains(id)) {
                beginTrack(id);
                queue.skip(header);
                continue;
            }
            boolean isBlock = id == BLOCK || id == SIMPLE_BLOCK;
            if (isBlock && view.remaining() < header + BLOCK_HEADER_BYTES) {
                return Optional.empty();
            }
            if (size == UNKNOWN) {
                throw corrupt();
            }
            if (isBlock ? !isOurs(view, header) : !describesTrack(id)) {
                queue.skip(header + size);
                continue;
            }
            if (size > MAX_ELEMENT_BYTES) {
                throw corrupt();
            }
            if (view.remaining() < header + size) {
                return Optional.empty();
            }
            queue.skip(header);
            byte[] packet = read(id, queue.take((int) size));
            if (packet.length > 0) {
                return Optional.of(new Packet(packet, OPEN));
            }
        }
    }

    /** Whether elements that matter are inside such an element. */
    private static boolean contains(int id) {
        return id == SEGMENT || id == CLUSTER || id == BLOCK_GROUP || id == TRACKS || id == TRACK_ENTRY;
    }

    private static boolean describesTrack(int id) {
        return id == TRACK_NUMBER || id == CODEC_ID || id == CODEC_PRIVATE;
    }

    private void beginTrack(int id) {
        if (id == TRACK_ENTRY) {
            number = 0;
            codec = "";
            head = NOTHING;
        }
    }

    /** The packet that this element completes; empty if it is none. */
    private byte[] read(int id, byte[] element) {
        switch (id) {
            case TRACK_NUMBER -> {
                for (byte next : element) {
                    number = number << 8 | next & 0xff;
                }
            }
            case CODEC_ID -> codec = new String(element, StandardCharsets.US_ASCII);
            case CODEC_PRIVATE -> head = element;
            default -> {
                if ((element[BLOCK_HEADER_BYTES - 1] & LACING) != 0) {
                    throw new AudioFormatException("WebM with several frames in a block is not supported.");
                }
                return Arrays.copyOfRange(element, BLOCK_HEADER_BYTES, element.length);
            }
        }
        if (track == 0 && number > 0 && codec.equals("A_OPUS") && head.length > 0) {
            track = number;
            return head;
        }
        return NOTHING;
    }

    /** Whether a block belongs to the Opus track; that of a track with a number of more than one byte does not. */
    private boolean isOurs(ByteBuffer view, int block) {
        if (track == 0) {
            throw new AudioFormatException("The WebM file has no Opus in it.");
        }
        return (view.get(block) & 0xff) == (0x80 | track);
    }

    /** The length of the number at this place, 1 to 8; 0 if it has not arrived yet. */
    private static int lengthOfNumber(ByteBuffer view, int at) {
        if (at >= view.remaining()) {
            return 0;
        }
        int length = Integer.numberOfLeadingZeros(view.get(at) & 0xff) - 23;
        if (length > Long.BYTES || at == 0 && length > Integer.BYTES) {
            throw corrupt();
        }
        return at + length > view.remaining() ? 0 : length;
    }

    private static long number(ByteBuffer view, int at, int length, boolean isId) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | view.get(at + i) & 0xff;
        }
        if (isId) {
            return value;
        }
        long mask = (1L << 7 * length) - 1;
        return (value & mask) == mask ? UNKNOWN : value & mask;
    }

    private static AudioFormatException corrupt() {
        return new AudioFormatException("The audio is not a sound WebM file.");
    }
}
