package io.voiceforge.audio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * FLAC (RFC 9639): mono, 16-bit, in blocks of {@value #BLOCK_SAMPLES} samples. The header is written before the length is
 * known, so it leaves the sample count and the checksum of the samples open.
 */
final class FlacEncoder implements AudioEncoder {

    static final int BLOCK_SAMPLES = 4096;

    private final int sampleRateHertz;
    private final short[] block = new short[BLOCK_SAMPLES];
    private int blockSamples;
    private int frames;
    private boolean hasBegun;

    FlacEncoder(int sampleRateHertz) {
        this.sampleRateHertz = sampleRateHertz;
    }

    @Override
    public byte[] encode(short[] samples) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        begin(out);
        for (int from = 0; from < samples.length;) {
            int count = Math.min(BLOCK_SAMPLES - blockSamples, samples.length - from);
            System.arraycopy(samples, from, block, blockSamples, count);
            from += count;
            blockSamples += count;
            if (blockSamples == BLOCK_SAMPLES) {
                endBlock(out);
            }
        }
        return out.toByteArray();
    }

    @Override
    public byte[] finish() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        begin(out);
        if (blockSamples > 0) {
            endBlock(out);
        }
        return out.toByteArray();
    }

    private void begin(ByteArrayOutputStream out) {
        if (hasBegun) {
            return;
        }
        hasBegun = true;
        // STREAMINFO (34 bytes) is the only and last metadata block; the frame sizes and the sample count are unknown
        ByteBuffer header = ByteBuffer.allocate(8 + 34).put("fLaC".getBytes(StandardCharsets.US_ASCII)).putInt(0x8000_0022);
        header.putShort((short) BLOCK_SAMPLES).putShort((short) BLOCK_SAMPLES).put(new byte[6]);
        long bitsPerSample = 16;
        header.putLong((long) sampleRateHertz << 44 | bitsPerSample - 1 << 36);
        out.writeBytes(header.array());
    }

    private void endBlock(ByteArrayOutputStream out) {
        out.writeBytes(new FlacFrame(Arrays.copyOf(block, blockSamples)).encode(frames++, sampleRateHertz));
        blockSamples = 0;
    }
}
