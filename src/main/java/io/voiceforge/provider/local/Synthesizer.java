package io.voiceforge.provider.local;

/** Synthesizes one short piece of text. Not thread-safe. */
interface Synthesizer {

    /**
     * @param text ASCII, at most a few hundred characters, with at least one letter or digit
     * @param female whether to use the female voice
     * @param speed 0.25 to 4
     * @return 16-bit little-endian mono samples; possibly none
     */
    byte[] synthesize(String text, boolean female, double speed);
}
