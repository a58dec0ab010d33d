package io.voiceforge.audio;

/** Decodes raw 16-bit little-endian mono samples, which may be split between buffers. */
final class PcmDecoder implements AudioDecoder {

    private final int sampleRateHertz;
    private boolean holdsLowByte;
    private byte lowByte;

    /** @throws AudioFormatException unless the rate is within 8000–192000 Hz */
    PcmDecoder(int sampleRateHertz) {
        WavHeader.checkSampleRate(sampleRateHertz);
        this.sampleRateHertz = sampleRateHertz;
    }

    @Override
    public short[] decode(byte[] bytes) {
        short[] samples = new short[(bytes.length + (holdsLowByte ? 1 : 0)) / 2];
        int sample = 0;
        for (byte next : bytes) {
            if (holdsLowByte) {
                samples[sample++] = (short) (next << 8 | lowByte & 0xff);
            } else {
                lowByte = next;
            }
            holdsLowByte = !holdsLowByte;
        }
        return samples;
    }

    @Override
    public void finish() {
        // half a sample at the end is inaudible
    }

    @Override
    public int sampleRateHertz() {
        return sampleRateHertz;
    }
}
