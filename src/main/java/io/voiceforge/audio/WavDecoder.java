package io.voiceforge.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Decodes a WAV stream as it arrives: integer samples of 8, 16, 24 or 32 bits, floating-point samples of 32 or 64 bits, μ-law or
 * A-law, 1 to 8 channels, 8000 to 192000 Hz. Chunks before the audio are skipped if they end within 1 MiB; anything after the audio is
 * ignored. A data size of 0 or 0xFFFFFFFF, as streaming writers produce it, means until the end of the stream.
 * <p>
 * Holds at most one header or frame between calls. Not thread-safe.
 */
public final class WavDecoder implements AudioDecoder {

    private static final int MAX_HEADER_BYTES = 1 << 20;
    /** Eight channels of 64 bits; the headers are shorter. */
    private static final int MAX_FRAME_BYTES = 64;
    private static final int RIFF = 0x4646_4952;
    private static final int WAVE = 0x4556_4157;
    private static final int FMT = 0x2074_6D66;
    private static final int DATA = 0x6174_6164;
    private static final long UNKNOWN_SIZE = 0xFFFF_FFFFL;
    private static final short[] NOTHING = {};

    private enum Part {
        RIFF_HEADER,
        CHUNK_HEADER,
        FORMAT,
        SKIPPED,
        AUDIO,
        REST
    }

    private Part part = Part.RIFF_HEADER;
    /** Bytes that the current part still needs. */
    private long remaining = 12;
    /** The current header or frame, as far as it has arrived. */
    private final byte[] gathered = new byte[MAX_FRAME_BYTES];
    private int gatheredBytes;
    private long headerBytes;
    private long formatBytesToSkip;
    private WavHeader header;

    /**
     * Returns the mono samples that {@code bytes} complete, at the stream's own rate; empty if there are none yet.
     *
     * @throws AudioFormatException if this is not a WAV stream of a supported kind
     */
    @Override
    public short[] decode(byte[] bytes) {
        int offset = 0;
        while (offset < bytes.length && part != Part.REST) {
            if (part == Part.AUDIO) {
                return decodeAudio(bytes, offset);
            }
            int count = (int) Math.min(remaining, bytes.length - offset);
            if (part != Part.SKIPPED) {
                System.arraycopy(bytes, offset, gathered, gatheredBytes, count);
                gatheredBytes += count;
            }
            offset += count;
            remaining -= count;
            if (remaining == 0) {
                endPart();
            }
        }
        return NOTHING;
    }

    private void endPart() {
        ByteBuffer fields = ByteBuffer.wrap(gathered).order(ByteOrder.LITTLE_ENDIAN);
        switch (part) {
            case RIFF_HEADER -> {
                if (fields.getInt(0) != RIFF || fields.getInt(8) != WAVE) {
                    throw new AudioFormatException("The audio is not a WAV stream.");
                }
                begin(Part.CHUNK_HEADER, 8);
            }
            case CHUNK_HEADER -> beginChunk(fields.getInt(0), Integer.toUnsignedLong(fields.getInt(4)));
            case FORMAT -> {
                header = WavHeader.parse(gathered, gatheredBytes);
                skip(formatBytesToSkip);
            }
            default -> begin(Part.CHUNK_HEADER, 8);
        }
    }

    private void beginChunk(int id, long size) {
        if (id == DATA) {
            if (header == null) {
                throw new AudioFormatException("The WAV stream's audio begins before its format is known.");
            }
            begin(Part.AUDIO, size == 0 || size == UNKNOWN_SIZE ? Long.MAX_VALUE : size);
            return;
        }
        long paddedSize = size + (size & 1);
        headerBytes += 8 + paddedSize;
        if (headerBytes > MAX_HEADER_BYTES) {
            throw new AudioFormatException("The WAV stream has more than 1 MiB before its audio.");
        }
        if (id == FMT && size > 0) {
            long read = Math.min(size, WavHeader.READ_BYTES);
            formatBytesToSkip = paddedSize - read;
            begin(Part.FORMAT, read);
        } else {
            skip(paddedSize);
        }
    }

    private void skip(long bytes) {
        if (bytes == 0) {
            begin(Part.CHUNK_HEADER, 8);
        } else {
            begin(Part.SKIPPED, bytes);
        }
    }

    private void begin(Part next, long bytes) {
        part = next;
        remaining = bytes;
        gatheredBytes = 0;
    }

    private short[] decodeAudio(byte[] bytes, int offset) {
        int count = (int) Math.min(remaining, bytes.length - offset);
        remaining -= count;
        if (remaining == 0) {
            part = Part.REST;
        }
        byte[] in = bytes;
        int from = offset;
        if (gatheredBytes > 0) {
            in = Arrays.copyOf(gathered, gatheredBytes + count);
            System.arraycopy(bytes, offset, in, gatheredBytes, count);
            from = 0;
            count = in.length;
        }
        gatheredBytes = count % header.frameBytes();
        System.arraycopy(in, from + count - gatheredBytes, gathered, 0, gatheredBytes);
        return header.toMono(in, from, count - gatheredBytes);
    }

    @Override
    public void finish() {
        if (part != Part.AUDIO && part != Part.REST) {
            throw new AudioFormatException("The WAV stream ends before its audio begins.");
        }
    }

    @Override
    public int sampleRateHertz() {
        return header == null ? 0 : header.sampleRateHertz();
    }
}
