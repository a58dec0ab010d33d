package io.voiceforge.audio;

import java.util.Optional;

/**
 * The header of an MPEG audio Layer III frame.
 *
 * @param version the header's version code: 3 for MPEG 1, 2 for MPEG 2, 0 for MPEG 2.5
 */
record Mp3Frame(int version, int kilobitsPerSecond, int sampleRateHertz, boolean isPadded, boolean isMono) {

    private static final int HEADER_BYTES = 4;
    private static final int MPEG1 = 3;
    private static final int LAYER_3 = 1;
    private static final int[] MPEG1_KILOBITS = { 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320 };
    private static final int[] MPEG2_KILOBITS = { 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160 };
    private static final int[] MPEG1_HERTZ = { 44_100, 48_000, 32_000 };

    /** The header at {@code offset}; empty if there is none or its bit rate is free or forbidden. */
    static Optional<Mp3Frame> at(byte[] bytes, long offset) {
        if (offset < 0 || offset + HEADER_BYTES > bytes.length) {
            return Optional.empty();
        }
        int at = (int) offset;
        int second = bytes[at + 1] & 0xff;
        int third = bytes[at + 2] & 0xff;
        int version = second >> 3 & 3;
        int rate = third >> 2 & 3;
        int kilobits = third >> 4;
        if (bytes[at] != -1 || second < 0xe0 || version == 1 || (second >> 1 & 3) != LAYER_3 || rate == 3 || kilobits == 0
                || kilobits == 15) {
            return Optional.empty();
        }
        return Optional.of(new Mp3Frame(version, (version == MPEG1 ? MPEG1_KILOBITS : MPEG2_KILOBITS)[kilobits],
                MPEG1_HERTZ[rate] >> (version == MPEG1 ? 0 : version == 2 ? 1 : 2), (third & 2) != 0,
                (bytes[at + 3] & 0xff) >> 6 == 3));
    }

    int samples() {
        return version == MPEG1 ? 1152 : 576;
    }

    int bytes() {
        return samples() / 8 * kilobitsPerSecond * 1000 / sampleRateHertz + (isPadded ? 1 : 0);
    }

    /** Bytes from the start of the frame to its audio data or, in the first frame, to the encoder's tag. */
    int headBytes() {
        int sideInformation = version == MPEG1 ? isMono ? 17 : 32 : isMono ? 9 : 17;
        return HEADER_BYTES + sideInformation;
    }

    /** Whether both frames can belong to the same stream and have as many channels. */
    boolean isLike(Mp3Frame other) {
        return fits(other) && isMono == other.isMono;
    }

    /** Whether both frames can belong to the same stream. */
    boolean fits(Mp3Frame other) {
        return version == other.version && sampleRateHertz == other.sampleRateHertz;
    }
}
