package io.voiceforge.provider.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.junit.jupiter.api.Test;

import io.vertx.core.buffer.Buffer;

class WavHeaderTest {

    /** A header as {@code espeak-ng} writes it to a pipe: with lengths that are not true. */
    static byte[] header(int rateHertz, int channels, int bits) {
        return ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes()).putInt(0x7ffff024).put("WAVEfmt ".getBytes()).putInt(16)
                .putShort((short) 1).putShort((short) channels).putInt(rateHertz).putInt(rateHertz * channels * bits / 8)
                .putShort((short) (channels * bits / 8)).putShort((short) bits)
                .put("data".getBytes()).putInt(0x7ffff000).array();
    }

    @Test
    void stopsAtTheFirstSample() throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(
                Buffer.buffer(header(22_050, 1, 16)).appendByte((byte) 42).getBytes());

        assertThat(WavHeader.read(in).sampleRateHertz()).isEqualTo(22_050);
        assertThat(in.read()).isEqualTo(42);
    }

    @Test
    void skipsOtherChunks() throws IOException {
        byte[] plain = header(16_000, 1, 16);
        byte[] list = { 'L', 'I', 'S', 'T', 3, 0, 0, 0, 1, 2, 3, 0 };
        Buffer wav = Buffer.buffer().appendBytes(plain, 0, 36).appendBytes(list).appendBytes(plain, 36, 8);

        assertThat(WavHeader.read(new ByteArrayInputStream(wav.getBytes())).sampleRateHertz()).isEqualTo(16_000);
    }

    @Test
    void declinesWhatItDoesNotUnderstand() {
        byte[] huge = header(22_050, 1, 16);
        huge[19] = 0x7f;
        byte[] noFormat = header(22_050, 1, 16);
        noFormat[12] = 'x';
        for (byte[] wav : new byte[][] { header(22_050, 2, 16), header(22_050, 1, 8), huge, noFormat, new byte[44] }) {
            assertThatThrownBy(() -> WavHeader.read(new ByteArrayInputStream(wav))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void saysWhenTheStreamIsTooShort() {
        assertThatThrownBy(() -> WavHeader.read(new ByteArrayInputStream(header(22_050, 1, 16), 0, 30)))
                .isInstanceOf(EOFException.class);
    }
}
