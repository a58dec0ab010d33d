package io.voiceforge.audio;

import java.io.ByteArrayOutputStream;

/** Digital silence in very few bytes, as the gateway's own encoder writes it. */
public final class SilentFlac {

    private SilentFlac() {
    }

    /** At 8 kHz; about 27 bytes a second. */
    public static byte[] of(int seconds) {
        FlacEncoder encoder = new FlacEncoder(8000);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (int i = 0; i < seconds; i++) {
            file.writeBytes(encoder.encode(new short[8000]));
        }
        file.writeBytes(encoder.finish());
        return file.toByteArray();
    }
}
