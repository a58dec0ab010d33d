package io.voiceforge.audio;

/** Encodes 16-bit mono samples. Not thread-safe. */
interface AudioEncoder {

    /** Returns the bytes that {@code samples} complete; empty if there are none yet. */
    byte[] encode(short[] samples);

    /** Returns the remaining bytes. Nothing may be encoded afterwards. */
    byte[] finish();
}
