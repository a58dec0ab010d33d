package io.voiceforge.provider.local;

/** Makes sound of one short piece of text. Not safe for use by several threads. */
interface Synthesizer {

    /**
     * @param text ASCII, at most a few hundred characters, with at least one letter or digit
     * @param female whether a woman is to speak
     * @param speed 0.25 to 4
     * @return 16-bit little-endian mono samples; possibly none
     */
    byte[] synthesize(String text, boolean female, double speed);
}
