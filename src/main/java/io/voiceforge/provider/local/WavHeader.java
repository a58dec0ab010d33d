package io.voiceforge.provider.local;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The header of a WAV stream. The lengths of the file and of its samples are ignored: a program that writes to a pipe cannot
 * know them.
 *
 * @param sampleRateHertz samples per second
 */
record WavHeader(int sampleRateHertz) {

    private static final int PCM = 1;
    private static final int FORMAT_BYTES = 16;
    private static final int LONGEST_CHUNK_BYTES = 64 * 1024;

    /**
     * Reads up to the first sample.
     *
     * @throws EOFException if the stream ends before it
     * @throws IOException if the stream is not 16-bit mono PCM
     */
    static WavHeader read(InputStream in) throws IOException {
        ByteBuffer riff = exactly(in, 12);
        if (!tag(riff, 0).equals("RIFF") || !tag(riff, 8).equals("WAVE")) {
            throw new IOException("Not a WAV stream");
        }
        int rate = 0;
        while (true) {
            ByteBuffer chunk = exactly(in, 8);
            String name = tag(chunk, 0);
            if (name.equals("data")) {
                if (rate <= 0) {
                    throw new IOException("A WAV stream without a format");
                }
                return new WavHeader(rate);
            }
            int bytes = chunk.getInt(4);
            if (bytes < 0 || bytes > LONGEST_CHUNK_BYTES) {
                throw new IOException("A WAV stream with an oversized header");
            }
            ByteBuffer body = exactly(in, bytes + (bytes & 1));
            if (name.equals("fmt ")) {
                rate = sampleRate(body);
            }
        }
    }

    private static int sampleRate(ByteBuffer format) throws IOException {
        if (format.capacity() < FORMAT_BYTES || format.getShort(0) != PCM || format.getShort(2) != 1
                || format.getShort(14) != 16) {
            throw new IOException("Not 16-bit mono PCM");
        }
        return format.getInt(4);
    }

    private static String tag(ByteBuffer bytes, int at) {
        return new String(bytes.array(), at, 4, StandardCharsets.ISO_8859_1);
    }

    private static ByteBuffer exactly(InputStream in, int bytes) throws IOException {
        byte[] read = in.readNBytes(bytes);
        if (read.length < bytes) {
            throw new EOFException("The WAV stream ends in its header");
        }
        return ByteBuffer.wrap(read).order(ByteOrder.LITTLE_ENDIAN);
    }
}
