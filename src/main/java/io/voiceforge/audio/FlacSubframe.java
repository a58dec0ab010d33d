package io.voiceforge.audio;

/** Decodes the samples of one channel in one FLAC frame (RFC 9639, section 9.2). */
final class FlacSubframe {

    private static final int CONSTANT = 0;
    private static final int VERBATIM = 1;
    private static final int FIXED = 8;
    private static final int MAX_FIXED_ORDER = 4;
    private static final int LINEAR = 32;
    private static final int[][] FIXED_COEFFICIENTS = { {}, { 1 }, { 2, -1 }, { 3, -3, 1 }, { 4, -6, 4, -1 } };

    private final FlacBits in;
    private final int[] samples;
    private final int count;

    private FlacSubframe(FlacBits in, int[] samples, int count) {
        this.in = in;
        this.samples = samples;
        this.count = count;
    }

    /**
     * Fills the first {@code count} samples.
     *
     * @param bits per sample, at most 25
     * @throws FlacBits.Underflow if it takes more bytes
     * @throws AudioFormatException if this is not a subframe
     */
    static void decode(FlacBits in, int[] samples, int count, int bits) {
        new FlacSubframe(in, samples, count).decode(bits);
    }

    private void decode(int bits) {
        int header = (int) in.read(8);
        int type = header >> 1;
        int wasted = (header & 1) == 0 ? 0 : in.readUnary() + 1;
        int width = bits - wasted;
        if (type >= 64 || width < 1) {
            throw corrupt();
        }
        if (type == CONSTANT) {
            int value = in.readSigned(width);
            for (int i = 0; i < count; i++) {
                samples[i] = value;
            }
        } else if (type == VERBATIM) {
            readSamples(count, width);
        } else if (type >= LINEAR) {
            decodeLinear(type - LINEAR + 1, width);
        } else if (type >= FIXED && type <= FIXED + MAX_FIXED_ORDER) {
            int order = type - FIXED;
            readSamples(order, width);
            readResidual(order);
            predict(FIXED_COEFFICIENTS[order], 0);
        } else {
            throw corrupt();
        }
        if (wasted > 0) {
            for (int i = 0; i < count; i++) {
                samples[i] <<= wasted;
            }
        }
    }

    private void readSamples(int number, int width) {
        if (number > count) {
            throw corrupt();
        }
        for (int i = 0; i < number; i++) {
            samples[i] = in.readSigned(width);
        }
    }

    private void decodeLinear(int order, int width) {
        readSamples(order, width);
        int precision = (int) in.read(4) + 1;
        int shift = in.readSigned(5);
        if (precision == 16 || shift < 0) {
            throw corrupt();
        }
        int[] coefficients = new int[order];
        for (int i = 0; i < order; i++) {
            coefficients[i] = in.readSigned(precision);
        }
        readResidual(order);
        predict(coefficients, shift);
    }

    private void predict(int[] coefficients, int shift) {
        for (int i = coefficients.length; i < count; i++) {
            long sum = 0;
            for (int k = 0; k < coefficients.length; k++) {
                sum += (long) coefficients[k] * samples[i - 1 - k];
            }
            samples[i] += (int) (sum >> shift);
        }
    }

    private void readResidual(int order) {
        int method = (int) in.read(2);
        int partitionOrder = (int) in.read(4);
        int partition = count >> partitionOrder;
        if (method > 1 || partition << partitionOrder != count || partition < order) {
            throw corrupt();
        }
        int parameterBits = 4 + method;
        int escape = (1 << parameterBits) - 1;
        for (int from = order, to = partition; to <= count; from = to, to += partition) {
            int parameter = (int) in.read(parameterBits);
            int plainBits = parameter == escape ? (int) in.read(5) : 0;
            for (int i = from; i < to; i++) {
                samples[i] = parameter == escape ? in.readSigned(plainBits) : rice(parameter);
            }
        }
    }

    private int rice(int parameter) {
        long value = (long) in.readUnary() << parameter | in.read(parameter);
        return (int) (value >>> 1 ^ -(value & 1));
    }

    private static AudioFormatException corrupt() {
        return new AudioFormatException("The FLAC file has a damaged frame.");
    }
}
