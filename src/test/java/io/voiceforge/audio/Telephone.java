package io.voiceforge.audio;

/** What a telephone makes of sound. */
public final class Telephone {

    private Telephone() {
    }

    /** The samples at 8 kHz, once through μ-law. */
    public static short[] heard(short[] samples, int rateHertz) {
        Resampler resampler = new Resampler(rateHertz, AudioFormat.TELEPHONE_RATE_HERTZ);
        short[] narrow = Sound.join(resampler.resample(samples), resampler.finish());
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (short) G711Encoder.Law.MU.sample(G711Encoder.Law.MU.code(narrow[i]));
        }
        return narrow;
    }
}
