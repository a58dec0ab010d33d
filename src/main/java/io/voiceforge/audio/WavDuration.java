package io.voiceforge.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import java.util.Set;

/** The duration of a WAV file, from its {@code fmt} and {@code data} chunks. */
final class WavDuration {

    private static final int PCM = 1;
    private static final int IEEE_FLOAT = 3;
    private static final int EXTENSIBLE = 0xFFFE;
    private static final int SUB_FORMAT_OFFSET = 24;
    /** Two kinds of ADPCM, and GSM: writers often get the average byte rate wrong, but the samples per block right. */
    private static final Set<Integer> NAMES_BLOCK_SAMPLES = Set.of(2, 0x11, 0x31);
    private static final int BLOCK_SAMPLES_OFFSET = 18;
    private static final long UNKNOWN_SIZE = 0xFFFF_FFFFL;

    private WavDuration() {
    }

    /** @param head starts with a RIFF header */
    static OptionalLong millis(byte[] head, long totalBytes) {
        ByteBuffer fields = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        int format = -1;
        long offset = 12;
        while (offset + 8 <= head.length) {
            int body = (int) offset + 8;
            long size = Integer.toUnsignedLong(fields.getInt(body - 4));
            if (AudioHeaders.is(head, body - 8, "data")) {
                long rest = totalBytes - body;
                boolean toTheEnd = size == 0 || size == UNKNOWN_SIZE || size > rest;
                return format < 0 || rest < 0 ? OptionalLong.empty() : millis(fields, format, toTheEnd ? rest : size);
            }
            if (AudioHeaders.is(head, body - 8, "fmt ") && size >= 16 && body + size <= head.length) {
                format = body;
            }
            offset = body + size + (size & 1);
        }
        return OptionalLong.empty();
    }

    private static OptionalLong millis(ByteBuffer fields, int format, long audioBytes) {
        int tag = Short.toUnsignedInt(fields.getShort(format));
        long size = Integer.toUnsignedLong(fields.getInt(format - 4));
        if (tag == EXTENSIBLE && size >= SUB_FORMAT_OFFSET + 2) {
            tag = Short.toUnsignedInt(fields.getShort(format + SUB_FORMAT_OFFSET));
        }
        int channels = Short.toUnsignedInt(fields.getShort(format + 2));
        long rate = Integer.toUnsignedLong(fields.getInt(format + 4));
        int blockBytes = Short.toUnsignedInt(fields.getShort(format + 12));
        int bits = Short.toUnsignedInt(fields.getShort(format + 14));
        if (tag == PCM || tag == IEEE_FLOAT) {
            return blockBytes == 0 || blockBytes != channels * ((bits + 7) / 8) ? OptionalLong.empty()
                    : AudioHeaders.millis(audioBytes / blockBytes, rate);
        }
        if (NAMES_BLOCK_SAMPLES.contains(tag) && size >= BLOCK_SAMPLES_OFFSET + 2) {
            long blockSamples = Short.toUnsignedInt(fields.getShort(format + BLOCK_SAMPLES_OFFSET));
            return blockBytes == 0 || blockSamples == 0 || audioBytes > Long.MAX_VALUE >> 16 ? OptionalLong.empty()
                    : AudioHeaders.millis(audioBytes * blockSamples / blockBytes, rate);
        }
        long bytesPerSecond = Integer.toUnsignedLong(fields.getInt(format + 8));
        return bytesPerSecond == 0 || audioBytes > Long.MAX_VALUE / 1000 ? OptionalLong.empty()
                : OptionalLong.of(audioBytes * 1000 / bytesPerSecond);
    }
}
