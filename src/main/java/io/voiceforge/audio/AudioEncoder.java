package io.voiceforge.audio;

/** Turns 16-bit mono samples into bytes. Not for use by several threads at once. */
interface AudioEncoder {

    /** The bytes that {@code samples} complete; empty when there are none yet. */
    byte[] encode(short[] samples);

    /** The bytes that are left; nothing may follow. */
    byte[] finish();
}
