package io.voiceforge.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Sound that tests make and measure: 16-bit mono WAV. */
public final class Sound {

    private static final int HEADER = 44;

    private Sound() {
    }

    /** A tone of 440 Hz at half level. */
    public static byte[] wav(int rateHertz, double seconds) {
        int samples = (int) (rateHertz * seconds);
        ByteBuffer wav = ByteBuffer.allocate(HEADER + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * samples);
        wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) 1).putShort((short) 1);
        wav.putInt(rateHertz).putInt(2 * rateHertz).putShort((short) 2).putShort((short) 16);
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * samples);
        for (int i = 0; i < samples; i++) {
            wav.putShort((short) (16_000 * Math.sin(2 * Math.PI * 440 * i / rateHertz)));
        }
        return wav.array();
    }

    /** Seconds of a WAV as our encoder writes it, by the header's rate and the bytes behind it. */
    public static double seconds(byte[] wav) {
        int rate = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).getInt(24);
        return (wav.length - HEADER) / 2.0 / rate;
    }

    /** Root mean square of a WAV's samples, 0 (silence) to 1. */
    public static double level(byte[] wav) {
        ByteBuffer samples = ByteBuffer.wrap(wav, HEADER, wav.length - HEADER).order(ByteOrder.LITTLE_ENDIAN);
        double sum = 0;
        int count = 0;
        while (samples.remaining() >= 2) {
            double sample = samples.getShort() / 32768.0;
            sum += sample * sample;
            count++;
        }
        return Math.sqrt(sum / Math.max(1, count));
    }

    /** Whether the bytes begin as MPEG audio does. */
    public static boolean isMp3(byte[] bytes) {
        return bytes.length > 2 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xe0) == 0xe0;
    }
}
