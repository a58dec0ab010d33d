package io.voiceforge.audio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * 16-bit mono WAV. The header precedes the audio, so the first {@value #HELD_BYTES} bytes of audio are held back: audio that
 * ends within them gets a header with exact sizes; longer audio gets the size 0xFFFFFFFF, which streaming writers use for
 * "until the end".
 */
final class WavEncoder implements AudioEncoder {

    static final int HELD_BYTES = 512 * 1024;
    private static final int HEADER_BYTES = 44;
    private static final int UNKNOWN_SIZE = -1;

    private final int sampleRateHertz;
    private final PcmEncoder pcm = new PcmEncoder();
    /** Null once the header is written. */
    private ByteArrayOutputStream held = new ByteArrayOutputStream();

    WavEncoder(int sampleRateHertz) {
        this.sampleRateHertz = sampleRateHertz;
    }

    @Override
    public byte[] encode(short[] samples) {
        byte[] bytes = pcm.encode(samples);
        if (held == null) {
            return bytes;
        }
        held.writeBytes(bytes);
        return held.size() > HELD_BYTES ? release(UNKNOWN_SIZE, UNKNOWN_SIZE) : new byte[0];
    }

    @Override
    public byte[] finish() {
        return held == null ? new byte[0] : release(HEADER_BYTES - 8 + held.size(), held.size());
    }

    private byte[] release(int riffSize, int dataSize) {
        byte[] audio = held.toByteArray();
        held = null;
        ByteBuffer wav = ByteBuffer.allocate(HEADER_BYTES + audio.length).order(ByteOrder.LITTLE_ENDIAN);
        wav.put(ascii("RIFF")).putInt(riffSize).put(ascii("WAVE"));
        wav.put(ascii("fmt ")).putInt(16).putShort((short) 1).putShort((short) 1);
        wav.putInt(sampleRateHertz).putInt(sampleRateHertz * 2).putShort((short) 2).putShort((short) 16);
        wav.put(ascii("data")).putInt(dataSize).put(audio);
        return wav.array();
    }

    private static byte[] ascii(String id) {
        return id.getBytes(StandardCharsets.US_ASCII);
    }
}
