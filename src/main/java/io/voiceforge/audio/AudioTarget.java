package io.voiceforge.audio;

/**
 * The format to convert audio to.
 *
 * @param sampleRateHertz the exact sample rate, 8000 to 48000 and supported by the format; 0 lets {@link AudioConverter} choose
 * @param kilobitsPerSecond the bit rate of MP3 and Opus; 0 uses the encoder's default
 */
public record AudioTarget(AudioFormat format, int sampleRateHertz, int kilobitsPerSecond) {

    /** The format alone, without further requirements. */
    public static AudioTarget of(AudioFormat format) {
        return new AudioTarget(format, 0, 0);
    }

    /**
     * Whether more than the format is required. Such a target can only be produced from samples; audio that is already encoded
     * cannot be passed through.
     */
    public boolean isExact() {
        return sampleRateHertz > 0;
    }
}
