package io.voiceforge.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Builds WAV streams, right or wrong. */
final class WavBuilder {

    private static final byte[] GUID_TAIL = { 0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xaa, 0, 0x38, (byte) 0x9b, 0x71 };

    int tag = 1;
    int channels = 1;
    int rateHertz = 16_000;
    int bits = 16;
    boolean extensible;
    byte[] chunksBefore = {};
    byte[] chunksAfter = {};
    byte[] audio = {};
    Integer declaredSize;

    byte[] build() {
        byte[] format = format();
        byte[] size = little(4).putInt(declaredSize == null ? audio.length : declaredSize).array();
        byte[] padding = new byte[audio.length & 1];
        byte[] body = Sound.join(ascii("WAVE"), chunksBefore, format, ascii("data"), size, audio, padding, chunksAfter);
        return Sound.join(ascii("RIFF"), little(4).putInt(body.length).array(), body);
    }

    private byte[] format() {
        int frameBytes = channels * bits / 8;
        ByteBuffer body = little(extensible ? 40 : 16);
        body.putShort((short) (extensible ? 0xfffe : tag)).putShort((short) channels);
        body.putInt(rateHertz).putInt(rateHertz * frameBytes).putShort((short) frameBytes).putShort((short) bits);
        if (extensible) {
            body.putShort((short) 22).putShort((short) bits).putInt(0).putShort((short) tag).put(GUID_TAIL);
        }
        return chunk("fmt ", body.array());
    }

    static byte[] chunk(String id, byte[] body) {
        return Sound.join(ascii(id), little(4).putInt(body.length).array(), body, new byte[body.length & 1]);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
