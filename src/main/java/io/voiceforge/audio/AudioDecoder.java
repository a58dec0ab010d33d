package io.voiceforge.audio;

/** Decodes bytes, split anywhere, into 16-bit mono samples. Not thread-safe. */
interface AudioDecoder {

    /**
     * Returns the samples that {@code bytes} complete; empty if there are none yet.
     *
     * @throws AudioFormatException if the bytes cannot be decoded
     */
    short[] decode(byte[] bytes);

    /**
     * Signals the end of the input. An incomplete last sample is dropped.
     *
     * @throws AudioFormatException if the input ends before the audio begins
     */
    void finish();

    /** Samples per second; 0 until known, which is at the first sample at the latest. */
    int sampleRateHertz();
}
