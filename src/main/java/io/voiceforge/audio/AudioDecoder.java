package io.voiceforge.audio;

/** Turns bytes, split anywhere, into 16-bit mono samples. Not for use by several threads at once. */
interface AudioDecoder {

    /**
     * The samples that {@code bytes} complete; empty when there are none yet.
     *
     * @throws AudioFormatException if the bytes cannot be read
     */
    short[] decode(byte[] bytes);

    /**
     * Says that no bytes follow. A sample that is cut off is dropped.
     *
     * @throws AudioFormatException if the bytes end before the audio begins
     */
    void finish();

    /** Samples per second; 0 until it is known, which is not later than the first sample. */
    int sampleRateHertz();
}
