package io.voiceforge.audio;

/** Raw 16-bit little-endian samples. */
final class PcmEncoder implements AudioEncoder {

    @Override
    public byte[] encode(short[] samples) {
        byte[] bytes = new byte[samples.length * 2];
        for (int i = 0; i < samples.length; i++) {
            bytes[2 * i] = (byte) samples[i];
            bytes[2 * i + 1] = (byte) (samples[i] >> 8);
        }
        return bytes;
    }

    @Override
    public byte[] finish() {
        return new byte[0];
    }
}
