package io.voiceforge.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

class WavEncoderTest {

    private final WavEncoder encoder = new WavEncoder(16_000);

    @Test
    void writesExactSizesWhenTheAudioEndsWithinWhatIsHeld() {
        // Given
        short[] sound = Sound.sine(16_000, 440, WavEncoder.HELD_BYTES / 2);

        // When
        byte[] first = encoder.encode(sound);
        byte[] wav = encoder.finish();

        // Then
        assertThat(first).isEmpty();
        assertThat(wav).hasSize(44 + WavEncoder.HELD_BYTES);
        assertThat(sizeAt(wav, 4)).isEqualTo(wav.length - 8);
        assertThat(sizeAt(wav, 40)).isEqualTo(WavEncoder.HELD_BYTES);
        WavDecoder decoder = new WavDecoder();
        assertThat(decoder.decode(wav)).isEqualTo(sound);
        assertThat(decoder.sampleRateHertz()).isEqualTo(16_000);
    }

    @Test
    void saysUntilTheEndWhenTheAudioIsLonger() {
        // Given
        short[] sound = Sound.sine(16_000, 440, WavEncoder.HELD_BYTES / 2 + 1000);

        // When
        byte[] held = encoder.encode(Arrays.copyOf(sound, WavEncoder.HELD_BYTES / 2));
        byte[] released = encoder.encode(Arrays.copyOfRange(sound, WavEncoder.HELD_BYTES / 2, sound.length - 500));
        byte[] next = encoder.encode(Arrays.copyOfRange(sound, sound.length - 500, sound.length));

        // Then
        assertThat(held).isEmpty();
        assertThat(sizeAt(released, 4)).isEqualTo(-1);
        assertThat(sizeAt(released, 40)).isEqualTo(-1);
        assertThat(next).hasSize(1000);
        assertThat(encoder.finish()).isEmpty();
        assertThat(new WavDecoder().decode(Sound.join(released, next))).isEqualTo(sound);
    }

    private static int sizeAt(byte[] wav, int offset) {
        return ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
    }
}
