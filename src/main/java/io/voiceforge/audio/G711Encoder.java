package io.voiceforge.audio;

/**
 * Telephone audio (ITU-T G.711) without a header: one byte per sample, with steps that grow with the level. The decoded value
 * differs from the sample by at most half a step.
 */
final class G711Encoder implements AudioEncoder {

    /** The two companding laws: μ-law in North America and Japan, A-law everywhere else. */
    enum Law {

        MU {
            /**
             * A sign bit, 3 exponent bits and 4 mantissa bits, all inverted; the bias makes every segment start at a power of
             * two.
             */
            @Override
            int code(int sample) {
                int magnitude = Math.min(Math.abs(sample), MAX_MU) + MU_BIAS;
                int exponent = exponent(magnitude) - 7;
                int mantissa = magnitude >> exponent + 3 & 0x0f;
                return ~(sign(sample) | exponent << 4 | mantissa);
            }

            @Override
            int sample(int code) {
                int magnitude = (((~code & 0x0f) << 3) + MU_BIAS << (~code >> 4 & 7)) - MU_BIAS;
                return (~code & 0x80) == 0 ? magnitude : -magnitude;
            }
        },
        A {
            /**
             * The lowest segment has the same step as the one above it. Every other bit is inverted, and a set sign bit means
             * positive.
             */
            @Override
            int code(int sample) {
                // ~ rather than -: the positive and negative steps meet between 0 and -1
                int magnitude = sample < 0 ? ~sample : sample;
                int exponent = Math.max(exponent(magnitude | 1) - 7, 0);
                int mantissa = magnitude >> Math.max(exponent, 1) + 3 & 0x0f;
                return (sign(sample) ^ 0x80 | exponent << 4 | mantissa) ^ 0x55;
            }

            @Override
            int sample(int code) {
                int bits = code ^ 0x55;
                int exponent = bits >> 4 & 7;
                int middle = ((bits & 0x0f) << 4) + 8;
                int magnitude = exponent == 0 ? middle : middle + 0x100 << exponent - 1;
                return (bits & 0x80) == 0 ? -magnitude : magnitude;
            }
        };

        private static final int MU_BIAS = 0x84;
        private static final int MAX_MU = Short.MAX_VALUE - MU_BIAS;

        /** Encodes a 16-bit sample into the lowest 8 bits. */
        abstract int code(int sample);

        /** The 16-bit sample in the middle of the step that the lowest 8 bits stand for. */
        abstract int sample(int code);

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
