package io.voiceforge.audio;

/** A WAV file: each piece of it is a block. */
final class WavFileDecoder implements FileDecoder {

    private final WavDecoder wav = new WavDecoder();
    private short[] block;

    @Override
    public void accept(byte[] bytes) {
        block = wav.decode(bytes);
    }

    @Override
    public void finish() {
        wav.finish();
    }

    @Override
    public short[] next() {
        short[] next = block;
        block = null;
        return next;
    }

    @Override
    public int sampleRateHertz() {
        return wav.sampleRateHertz();
    }
}
