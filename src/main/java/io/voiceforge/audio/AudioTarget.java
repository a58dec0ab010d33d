package io.voiceforge.audio;

/**
 * What audio is to become.
 *
 * @param format how it is encoded
 * @param sampleRateHertz exactly this many samples per second, 8000 to 48000, and one that the format has; 0 when what
 *        {@link AudioConverter} chooses will do
 * @param kilobitsPerSecond of MP3 and Opus, or 0 for what their encoders choose
 */
public record AudioTarget(AudioFormat format, int sampleRateHertz, int kilobitsPerSecond) {

    /** That format, and nothing further. */
    public static AudioTarget of(AudioFormat format) {
        return new AudioTarget(format, 0, 0);
    }

    /** Whether more than the format is asked for: then only samples can lead there, whatever is encoded already. */
    public boolean isExact() {
        return sampleRateHertz > 0;
    }
}
