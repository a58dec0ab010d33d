package io.voiceforge.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.voiceforge.audio.G711Encoder.Law;

class G711EncoderTest {

    /** As other implementations have them; around zero, where those cut samples to 14 bits first, by the recommendation. */
    @ParameterizedTest
    @CsvSource({ "0,FF,D5", "-1,7F,55", "100,F2,D3", "1000,CE,FA", "-1000,4E,7A", "8031,A0,8A", "-8031,20,0A", "32767,80,AA",
            "-32768,00,2A" })
    void knownSamples(int sample, String mu, String a) {
        assertThat(Law.MU.code(sample) & 0xff).isEqualTo(Integer.parseInt(mu, 16));
        assertThat(Law.A.code(sample) & 0xff).isEqualTo(Integer.parseInt(a, 16));
    }

    @ParameterizedTest
    @EnumSource
    void everyValueOfTheLawStaysItself(Law law) {
        for (int code = 0; code < 256; code++) {
            int again = law.code(value(law, code)) & 0xff;
            assertThat(value(law, again)).as("%02X", code).isEqualTo(value(law, code));
        }
    }

    @ParameterizedTest
    @EnumSource
    void noSampleIsFurtherFromItsValueThanHalfAStep(Law law) {
        int before = Integer.MIN_VALUE;
        for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
            int code = law.code(sample) & 0xff;
            int value = value(law, code);
            // μ-law's highest value lies more than half a step below what 16 bits can hold
            int clipped = law == Law.MU ? Math.max(-32_635, Math.min(32_635, sample)) : sample;
            if (Math.abs(value - clipped) > step(law, code) / 2) {
                throw new AssertionError(sample + " becomes " + value);
            }
            assertThat(value).isGreaterThanOrEqualTo(before);
            before = value;
        }
    }

    @ParameterizedTest
    @CsvSource({ "MU,mulaw", "A,alaw" })
    void othersHearTheSame(Law law, String format) {
        short[] sound = Sound.sine(8000, 440, 8000);
        byte[] encoded = Sound.encode(new G711Encoder(law), sound, 333);

        short[] heard = Sound.samples(Tool.in(directory -> {
            Files.write(directory.resolve("in"), encoded);
            return Tool.run(directory, List.of("ffmpeg", "-v", "error", "-f", format, "-ar", "8000", "-i", "in", "-f", "s16le",
                    "pipe:1"));
        }));

        assertThat(heard).hasSize(8000);
        for (int i = 0; i < heard.length; i++) {
            assertThat((int) heard[i]).isEqualTo(value(law, encoded[i] & 0xff));
            // half a step of the highest segment that the sound reaches
            assertThat(Math.abs(heard[i] - sound[i])).isLessThanOrEqualTo(512);
        }
    }

    @Test
    void holdsNothingBack() {
        G711Encoder encoder = new G711Encoder(Law.MU);

        assertThat(encoder.encode(new short[3])).containsExactly(0xff, 0xff, 0xff);
        assertThat(encoder.finish()).isEmpty();
    }

    private static int step(Law law, int code) {
        int exponent = (law == Law.MU ? ~code : code ^ 0xd5) >> 4 & 7;
        return law == Law.MU ? 8 << exponent : 16 << Math.max(0, exponent - 1);
    }

    /** What a byte stands for in 16 bits, by the formulas of ITU-T G.711. */
    private static int value(Law law, int code) {
        int bits = law == Law.MU ? ~code & 0xff : code ^ 0xd5;
        int exponent = bits >> 4 & 7;
        int mantissa = bits & 0x0f;
        int magnitude = law == Law.MU ? ((mantissa << 3) + 132 << exponent) - 132
                : exponent == 0 ? (mantissa << 4) + 8 : (mantissa << 4) + 264 << exponent - 1;
        return (bits & 0x80) == 0 ? magnitude : -magnitude;
    }
}
