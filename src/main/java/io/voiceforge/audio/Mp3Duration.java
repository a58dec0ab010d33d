package io.voiceforge.audio;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * The duration of an MP3 file: from the frame count that the encoder wrote into the first frame, otherwise from the file size
 * and the first frame's bit rate.
 */
final class Mp3Duration {

    private static final int ID3V1_BYTES = 128;
    /** 8 kbit/s at 24 kHz. */
    private static final int MIN_FRAME_BYTES = 24;
    private static final int VBRI_OFFSET = 4 + 32;
    private static final int HAS_FRAMES = 1;
    private static final int HAS_BYTES = 2;
    private static final int HAS_CONTENTS = 4;
    private static final int HAS_QUALITY = 8;
    private static final int LAME_DELAYS_OFFSET = 21;

    private Mp3Duration() {
    }

    static OptionalLong millis(byte[] head, byte[] tail, long totalBytes) {
        boolean isTagged = AudioHeaders.is(tail, tail.length - ID3V1_BYTES, "TAG");
        long end = totalBytes - (isTagged ? ID3V1_BYTES : 0);
        for (int offset = 0; offset < head.length; offset++) {
            Mp3Frame frame = Mp3Frame.at(head, offset).orElse(null);
            if (frame != null && isFollowed(head, offset, frame, end)) {
                return millis(head, offset, frame, end - offset);
            }
        }
        return OptionalLong.empty();
    }

    /** Four bytes often look like a header by chance; two such headers at the right distance hardly ever do. */
    private static boolean isFollowed(byte[] head, int offset, Mp3Frame frame, long end) {
        long next = offset + (long) frame.bytes();
        return next == end || next < end && Mp3Frame.at(head, next).filter(frame::fits).isPresent();
    }

    private static OptionalLong millis(byte[] head, int offset, Mp3Frame frame, long audioBytes) {
        ByteBuffer fields = ByteBuffer.wrap(head);
        int xing = offset + frame.headBytes();
        int vbri = offset + VBRI_OFFSET;
        long frames = 0;
        int delays = 0;
        if (xing + 12 <= head.length && (AudioHeaders.is(head, xing, "Xing") || AudioHeaders.is(head, xing, "Info"))) {
            int flags = fields.getInt(xing + 4);
            frames = (flags & HAS_FRAMES) == 0 ? 0 : Integer.toUnsignedLong(fields.getInt(xing + 8));
            delays = lameDelays(head, xing + 8 + ((flags & HAS_FRAMES) == 0 ? 0 : 4) + ((flags & HAS_BYTES) == 0 ? 0 : 4)
                    + ((flags & HAS_CONTENTS) == 0 ? 0 : 100) + ((flags & HAS_QUALITY) == 0 ? 0 : 4));
        } else if (vbri + 18 <= head.length && AudioHeaders.is(head, vbri, "VBRI")) {
            frames = Integer.toUnsignedLong(fields.getInt(vbri + 14));
        }
        if (frames == 0) {
            return audioBytes > Long.MAX_VALUE / 8 ? OptionalLong.empty()
                    : OptionalLong.of(audioBytes * 8 / frame.kilobitsPerSecond());
        }
        return frames > audioBytes / MIN_FRAME_BYTES ? OptionalLong.empty()
                : AudioHeaders.millis(frames * frame.samples() - delays, frame.sampleRateHertz());
    }

    /** The encoder delay and padding, in samples, as encoders like LAME report them; 0 if they are not reported. */
    private static int lameDelays(byte[] head, int lame) {
        boolean isThere = lame + LAME_DELAYS_OFFSET + 3 <= head.length
                && (AudioHeaders.is(head, lame, "LAME") || AudioHeaders.is(head, lame, "Lav"));
        if (!isThere) {
            return 0;
        }
        int at = lame + LAME_DELAYS_OFFSET;
        int both = (head[at] & 0xff) << 16 | (head[at + 1] & 0xff) << 8 | head[at + 2] & 0xff;
        return (both >> 12) + (both & 0xfff);
    }
}
