package io.voiceforge.audio;

/**
 * Telephone audio (ITU-T G.711): one byte a sample, whose steps grow with the level; no header. No sample is further from what
 * its byte stands for than half a step.
 */
final class G711Encoder implements AudioEncoder {

    /** The two laws: μ is North America's and Japan's, A everybody else's. */
    enum Law {

        MU {
            /** Sign, 3 bits of exponent, 4 of mantissa, all inverted; the bias makes every segment begin at a power of two. */
            @Override
            int code(int sample) {
                int magnitude = Math.min(Math.abs(sample), MAX_MU) + MU_BIAS;
                int exponent = exponent(magnitude) - 7;
                int mantissa = magnitude >> exponent + 3 & 0x0f;
                return ~(sign(sample) | exponent << 4 | mantissa);
            }
        },
        A {
            /** The lowest segment is as fine as the one above it; every other bit is inverted, and the sign means plus. */
            @Override
            int code(int sample) {
                // ~ and not -: the steps of both sides meet between 0 and -1
                int magnitude = sample < 0 ? ~sample : sample;
                int exponent = Math.max(exponent(magnitude | 1) - 7, 0);
                int mantissa = magnitude >> Math.max(exponent, 1) + 3 & 0x0f;
                return (sign(sample) ^ 0x80 | exponent << 4 | mantissa) ^ 0x55;
            }
        };

        private static final int MU_BIAS = 0x84;
        private static final int MAX_MU = Short.MAX_VALUE - MU_BIAS;

        /** The byte for a 16-bit sample, in the lowest 8 bits. */
        abstract int code(int sample);

        private static int exponent(int magnitude) {
            return 31 - Integer.numberOfLeadingZeros(magnitude);
        }

        private static int sign(int sample) {
            return sample < 0 ? 0x80 : 0;
        }
    }

    private final Law law;

    G711Encoder(Law law) {
        this.law = law;
    }

    @Override
    public byte[] encode(short[] samples) {
        byte[] bytes = new byte[samples.length];
        for (int i = 0; i < samples.length; i++) {
            bytes[i] = (byte) law.code(samples[i]);
        }
        return bytes;
    }

    @Override
    public byte[] finish() {
        return new byte[0];
    }
}
