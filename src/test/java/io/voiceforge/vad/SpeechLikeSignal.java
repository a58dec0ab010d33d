package io.voiceforge.vad;

/**
 * Vowels with a moving pitch in noise, four syllables a second, with pauses: enough like speech to make the network say everything
 * between 0 and 1. The same on every machine.
 */
final class SpeechLikeSignal {

    private static final int RATE = SileroVad.RATE_HERTZ;
    /** The first three resonances of each vowel, in Hz. */
    private static final int[][] VOWELS = { { 730, 1090, 2440 }, { 270, 2290, 3010 }, { 300, 870, 2240 }, { 530, 1840, 2480 },
            { 570, 840, 2410 } };

    private SpeechLikeSignal() {
    }

    static short[] samples(int count) {
        short[] samples = new short[count];
        long seed = 1;
        double phase = 0;
        for (int i = 0; i < count; i++) {
            double time = (double) i / RATE;
            int syllable = (int) (time * 4);
            double pitch = 130 + 30 * Math.sin(2 * Math.PI * 0.7 * time);
            phase = (phase + pitch / RATE) % 1;
            double level = syllable % 16 < 10 ? Math.sin(Math.PI * (time * 4 - syllable)) : 0;
            seed = seed * 1_103_515_245 + 12_345 & 0x7fff_ffff;
            double noise = (seed >> 16) / 16_384.0 - 1;
            double value = 6000 * level * vowel(VOWELS[syllable % VOWELS.length], pitch, phase) + 300 * noise;
            samples[i] = (short) Math.floor(Math.max(-32_768, Math.min(32_767, value)) + 0.5);
        }
        return samples;
    }

    private static double vowel(int[] resonances, double pitch, double phase) {
        double sum = 0;
        for (int harmonic = 1; harmonic < 25; harmonic++) {
            double hertz = harmonic * pitch;
            double gain = peak(hertz, resonances[0], 90) + 0.5 * peak(hertz, resonances[1], 110)
                    + 0.25 * peak(hertz, resonances[2], 160) + 0.01;
            sum += gain * Math.sin(2 * Math.PI * harmonic * phase);
        }
        return sum;
    }

    private static double peak(double hertz, int centre, int width) {
        return 1 / (1 + Math.pow((hertz - centre) / width, 2));
    }
}
