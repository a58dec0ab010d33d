package io.voiceforge.audio;

/**
 * One FLAC frame (RFC 9639). A polynomial predicts each sample from the ones before it, and the residual is Rice-coded. Picks
 * the polynomial and the Rice parameters that need the fewest bits.
 */
final class FlacFrame {

    private static final int MAX_ORDER = 4;
    private static final int MAX_PARTITION_ORDER = 6;
    /** The next value is an escape code. */
    private static final int MAX_RICE_PARAMETER = 14;

    private final short[] samples;

    /** @param samples 1 to 65536 */
    FlacFrame(short[] samples) {
        this.samples = samples;
    }

    byte[] encode(int number, int sampleRateHertz) {
        BitWriter bits = new BitWriter(samples.length * 2 + 64);
        writeHeader(bits, number, sampleRateHertz);
        if (isConstant()) {
            bits.write(0, 8);
            bits.write(samples[0], 16);
        } else {
            writeSubframe(bits);
        }
        bits.align();
        bits.write(bits.crc16(), 16);
        return bits.toBytes();
    }

    private void writeHeader(BitWriter bits, int number, int sampleRateHertz) {
        boolean fits = sampleRateHertz <= 0xffff;
        // the sync code with a fixed block size; the block size in 16 bits; the rate in 16 bits or in STREAMINFO; mono, 16-bit
        bits.write(0xfff8, 16);
        bits.write(fits ? 0x7d : 0x70, 8);
        bits.write(0x08, 8);
        writeNumber(bits, number);
        bits.write(samples.length - 1, 16);
        if (fits) {
            bits.write(sampleRateHertz, 16);
        }
        bits.write(bits.crc8(), 8);
    }

    /** Coded like UTF-8, but with up to 31 bits. */
    private static void writeNumber(BitWriter bits, int number) {
        if (number < 0x80) {
            bits.write(number, 8);
            return;
        }
        int more = 1;
        while (number >>> 5 * more + 6 > 0) {
            more++;
        }
        bits.write(0xff00 >> more + 1 & 0xff | number >>> 6 * more, 8);
        while (more-- > 0) {
            bits.write(0x80 | number >>> 6 * more & 0x3f, 8);
        }
    }

    private boolean isConstant() {
        for (short sample : samples) {
            if (sample != samples[0]) {
                return false;
            }
        }
        return true;
    }

    private void writeSubframe(BitWriter bits) {
        int order = 0;
        int[] residual = new int[samples.length];
        for (int i = 0; i < residual.length; i++) {
            residual[i] = samples[i];
        }
        // the residual of each polynomial is the difference of the previous one's
        int[] next = residual.clone();
        for (int candidate = 1; candidate <= Math.min(MAX_ORDER, samples.length - 1); candidate++) {
            for (int i = samples.length - 1; i >= candidate; i--) {
                next[i] -= next[i - 1];
            }
            if (sum(next, MAX_ORDER) < sum(residual, MAX_ORDER)) {
                order = candidate;
                residual = next.clone();
            }
        }
        bits.write(0x08 | order, 7);
        bits.write(0, 1);
        for (int i = 0; i < order; i++) {
            bits.write(samples[i], 16);
        }
        // moves the sign into the lowest bit
        for (int i = order; i < residual.length; i++) {
            residual[i] = residual[i] << 1 ^ residual[i] >> 31;
        }
        writeResidual(bits, residual, order);
    }

    private static long sum(int[] values, int from) {
        long sum = 0;
        for (int i = from; i < values.length; i++) {
            sum += Math.abs(values[i]);
        }
        return sum;
    }

    private static void writeResidual(BitWriter bits, int[] residual, int order) {
        int partitionOrder = 0;
        long fewest = Long.MAX_VALUE;
        for (int candidate = 0; candidate <= MAX_PARTITION_ORDER; candidate++) {
            int length = residual.length >> candidate;
            if (length << candidate != residual.length || length <= order) {
                break;
            }
            long cost = 0;
            for (int from = 0; from < residual.length; from += length) {
                int start = Math.max(from, order);
                cost += 4 + cost(residual, start, from + length, parameter(residual, start, from + length));
            }
            if (cost < fewest) {
                fewest = cost;
                partitionOrder = candidate;
            }
        }
        bits.write(0, 2);
        bits.write(partitionOrder, 4);
        int length = residual.length >> partitionOrder;
        for (int from = 0; from < residual.length; from += length) {
            int start = Math.max(from, order);
            int parameter = parameter(residual, start, from + length);
            bits.write(parameter, 4);
            for (int i = start; i < from + length; i++) {
                bits.writeUnary(residual[i] >>> parameter);
                bits.write(residual[i], parameter);
            }
        }
    }

    /** The best parameter for the mean of these values. */
    private static int parameter(int[] values, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        int parameter = 0;
        while (parameter < MAX_RICE_PARAMETER && (long) (to - from) << parameter + 1 <= sum) {
            parameter++;
        }
        return parameter;
    }

    private static long cost(int[] values, int from, int to, int parameter) {
        long bits = (long) (to - from) * (1 + parameter);
        for (int i = from; i < to; i++) {
            bits += values[i] >>> parameter;
        }
        return bits;
    }
}
