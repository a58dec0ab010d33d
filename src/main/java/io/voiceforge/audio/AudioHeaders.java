package io.voiceforge.audio;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;

/** Reads what the first and last bytes of an audio file reveal about it. Accepts any bytes; implausible ones give no result. */
public final class AudioHeaders {

    private static final int ID3_HEADER_BYTES = 10;
    private static final int ID3_HAS_FOOTER = 0x10;
    private static final int EBML = 0x1A45_DFA3;

    private AudioHeaders() {
    }

    /**
     * The file type that these first bytes indicate.
     *
     * @param head the first bytes of the file; 12 are enough
     */
    public static AudioContainer container(byte[] head) {
        if (is(head, 0, "RIFF") && is(head, 8, "WAVE")) {
            return AudioContainer.WAV;
        }
        if (is(head, 0, "fLaC")) {
            return AudioContainer.FLAC;
        }
        if (is(head, 0, "OggS")) {
            return AudioContainer.OGG;
        }
        if (is(head, 4, "ftyp")) {
            return AudioContainer.MP4;
        }
        if (head.length >= 4 && ByteBuffer.wrap(head).getInt() == EBML) {
            return AudioContainer.WEBM;
        }
        return is(head, 0, "ID3") || Mp3Frame.at(head, 0).isPresent() ? AudioContainer.MP3 : AudioContainer.UNKNOWN;
    }

    /** The length of the ID3v2 tag at the start of {@code head}, including its header and footer; 0 if there is none. */
    public static int id3Bytes(byte[] head) {
        if (head.length < ID3_HEADER_BYTES || !is(head, 0, "ID3") || head[3] == -1 || head[4] == -1) {
            return 0;
        }
        int size = 0;
        for (int i = 6; i < ID3_HEADER_BYTES; i++) {
            if (head[i] < 0) {
                return 0;
            }
            size = size << 7 | head[i];
        }
        return ID3_HEADER_BYTES + size + ((head[5] & ID3_HAS_FOOTER) == 0 ? 0 : ID3_HEADER_BYTES);
    }

    /**
     * The duration of the audio according to its headers, for WAV, FLAC, Ogg (Opus, Vorbis, FLAC, Speex) and MP3.
     *
     * @param head the first 64 KiB after any ID3v2 tag, or everything if there is less
     * @param tail the last 64 KiB, or everything if there is less; may overlap {@code head}
     * @param totalBytes the size of the file without the ID3v2 tag
     * @return milliseconds; empty if the file does not state its duration or states an impossible one
     */
    public static OptionalLong durationMillis(byte[] head, byte[] tail, long totalBytes) {
        return switch (container(head)) {
            case WAV -> WavDuration.millis(head, totalBytes);
            case FLAC -> FlacDuration.millis(head, tail);
            case OGG -> OggDuration.millis(head, tail);
            case MP4, WEBM -> OptionalLong.empty();
            // padding may precede the first frame
            case MP3, UNKNOWN -> Mp3Duration.millis(head, tail, totalBytes);
        };
    }

    /** The duration of that many samples; empty if the sample count or the rate is implausible. */
    static OptionalLong millis(long samples, long rateHertz) {
        if (samples < 0 || samples > Long.MAX_VALUE / 1000 || rateHertz < 1000 || rateHertz > 1_048_576) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(samples * 1000 / rateHertz);
    }

    /** Whether {@code bytes} contains these ASCII letters at {@code offset}. */
    static boolean is(byte[] bytes, int offset, String letters) {
        byte[] expected = letters.getBytes(StandardCharsets.ISO_8859_1);
        return offset >= 0 && offset + expected.length <= bytes.length
                && Arrays.equals(bytes, offset, offset + expected.length, expected, 0, expected.length);
    }
}
