package io.voiceforge.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The validated sample format from a WAV stream's {@code fmt} chunk. */
record WavHeader(int sampleRateHertz, int channels, int sampleBytes, Coding coding) {

    /** What the bytes of a sample mean. */
    enum Coding {
        INTEGER,
        FLOAT,
        MU_LAW,
        A_LAW
    }

    /** How much of the chunk is read: WAVEFORMATEXTENSIBLE up to the end of its sub-format. */
    static final int READ_BYTES = 40;
    private static final int PLAIN_BYTES = 16;

    private static final int MIN_RATE_HERTZ = 8_000;
    private static final int MAX_RATE_HERTZ = 192_000;
    private static final int MAX_CHANNELS = 8;

    private static final int PCM = 1;
    private static final int IEEE_FLOAT = 3;
    private static final int G711_A_LAW = 6;
    private static final int G711_MU_LAW = 7;
    private static final int EXTENSIBLE = 0xFFFE;
    private static final int SUB_FORMAT_OFFSET = 24;
    /** Bytes 4–15, little-endian, of every KSDATAFORMAT_SUBTYPE GUID that is based on a format tag. */
    private static final int GUID_MIDDLE = 0x0010_0000;
    private static final long GUID_END = 0x719B_3800_AA00_0080L;

    /**
     * Parses the first bytes of a {@code fmt} chunk's body.
     *
     * @throws AudioFormatException if {@link WavDecoder} does not support this format
     */
    static WavHeader parse(byte[] chunk, int length) {
        if (length < PLAIN_BYTES) {
            throw new AudioFormatException("The WAV stream's format chunk is too short.");
        }
        ByteBuffer fields = ByteBuffer.wrap(chunk, 0, length).order(ByteOrder.LITTLE_ENDIAN);
        int tag = Short.toUnsignedInt(fields.getShort(0));
        int channels = Short.toUnsignedInt(fields.getShort(2));
        int rate = fields.getInt(4);
        int frameBytes = Short.toUnsignedInt(fields.getShort(12));
        int bits = Short.toUnsignedInt(fields.getShort(14));
        if (tag == EXTENSIBLE) {
            tag = subFormat(fields, length);
        }
        checkSampleRate(rate);
        if (channels < 1 || channels > MAX_CHANNELS) {
            throw new AudioFormatException("The WAV stream has " + channels + " channels; 1 to 8 are supported.");
        }
        Coding coding = coding(tag, bits);
        if (frameBytes != channels * bits / 8) {
            throw new AudioFormatException("The WAV stream's block size does not match its channels and bits per sample.");
        }
        return new WavHeader(rate, channels, bits / 8, coding);
    }

    private static Coding coding(int tag, int bits) {
        if (tag == PCM && (bits == 8 || bits == 16 || bits == 24 || bits == 32)) {
            return Coding.INTEGER;
        } else if (tag == IEEE_FLOAT && (bits == 32 || bits == 64)) {
            return Coding.FLOAT;
        } else if (tag == G711_MU_LAW && bits == 8) {
            return Coding.MU_LAW;
        } else if (tag == G711_A_LAW && bits == 8) {
            return Coding.A_LAW;
        }
        throw new AudioFormatException(
                "The WAV stream's samples (format " + tag + ", " + bits + " bits) are not supported.");
    }

    private static int subFormat(ByteBuffer fields, int length) {
        if (length < READ_BYTES || fields.getInt(SUB_FORMAT_OFFSET + 4) != GUID_MIDDLE
                || fields.getLong(SUB_FORMAT_OFFSET + 8) != GUID_END) {
            throw new AudioFormatException("The WAV stream's extensible sub-format is not supported.");
        }
        return fields.getInt(SUB_FORMAT_OFFSET);
    }

    static boolean isSupportedRate(int hertz) {
        return hertz >= MIN_RATE_HERTZ && hertz <= MAX_RATE_HERTZ;
    }

    static void checkSampleRate(int hertz) {
        if (!isSupportedRate(hertz)) {
            throw new AudioFormatException(
                    "The audio has " + Integer.toUnsignedString(hertz) + " samples per second; 8000 to 192000 are supported.");
        }
    }

    /** Bytes per frame: one sample of every channel. */
    int frameBytes() {
        return channels * sampleBytes;
    }

    /** Mixes the frames in {@code bytes} down to mono; ignores an incomplete frame at the end. */
    short[] toMono(byte[] bytes, int offset, int length) {
        ByteBuffer in = ByteBuffer.wrap(bytes, offset, length).order(ByteOrder.LITTLE_ENDIAN);
        short[] samples = new short[length / frameBytes()];
        for (int i = 0; i < samples.length; i++) {
            long sum = 0;
            for (int channel = 0; channel < channels; channel++) {
                sum += next(in);
            }
            samples[i] = (short) Math.min(Math.floorDiv(sum, channels) + 0x8000 >> 16, Short.MAX_VALUE);
        }
        return samples;
    }

    /** The next sample, scaled to 32 bits. */
    private int next(ByteBuffer in) {
        if (coding == Coding.FLOAT) {
            double value = sampleBytes == 4 ? in.getFloat() : in.getDouble();
            // the cast saturates and turns NaN into silence
            return (int) (value * 0x1p31);
        } else if (coding != Coding.INTEGER) {
            return (coding == Coding.MU_LAW ? G711Encoder.Law.MU : G711Encoder.Law.A).sample(in.get()) << 16;
        }
        return switch (sampleBytes) {
            case 1 -> (in.get() ^ 0x80) << 24;
            case 2 -> in.getShort() << 16;
            case 3 -> (in.get() & 0xff) << 8 | (in.getShort() << 16);
            default -> in.getInt();
        };
    }
}
