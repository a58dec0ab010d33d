package io.voiceforge.audio;

/** FLAC (RFC 9639) of up to 8 channels and 24 bits: each frame is a block, mixed down to mono. */
final class FlacFileDecoder implements FileDecoder {

    private static final int MARKER_BYTES = 4;
    private static final int BLOCK_HEADER_BYTES = 4;
    private static final int STREAM_INFO = 0;
    private static final int STREAM_INFO_BYTES = 34;
    private static final int MIN_FRAME_BYTES = 9;
    /** In all channels together: twice what the format's own limit for streams is for two channels. */
    private static final int MAX_FRAME_SAMPLES = 64 * 1024;
    private static final int MAX_FRAME_BYTES = MAX_FRAME_SAMPLES * 4;
    private static final int MAX_BITS = 24;
    private static final int[] BITS = { 0, 8, 12, 0, 16, 20, 24, 32 };
    private static final int LEFT_SIDE = 8;
    private static final int RIGHT_SIDE = 9;
    private static final int MID_SIDE = 10;

    private final ByteQueue queue = new ByteQueue(MAX_FRAME_BYTES);
    private boolean hasBegun;
    private boolean hasHeaders;
    private int sampleRateHertz;
    private int bits;
    private long samplesLeft;
    private int[][] channels = {};

    @Override
    public void accept(byte[] bytes) {
        queue.add(bytes);
    }

    @Override
    public void finish() {
        if (!hasHeaders) {
            throw new AudioFormatException("The FLAC file ends before its audio.");
        }
    }

    @Override
    public short[] next() {
        while (!hasHeaders) {
            if (!readHeader()) {
                return null;
            }
        }
        if (samplesLeft == 0 || queue.size() < MIN_FRAME_BYTES) {
            return null;
        }
        byte[] frame = queue.peek(queue.size());
        try {
            return decode(frame);
        } catch (FlacBits.Underflow incomplete) {
            return null;
        }
    }

    /** Whether there was a whole one. */
    private boolean readHeader() {
        if (!hasBegun) {
            queue.skip(MARKER_BYTES);
            hasBegun = true;
        }
        if (queue.size() < BLOCK_HEADER_BYTES) {
            return false;
        }
        int type = queue.at(0) & 0x7f;
        int length = queue.at(1) << 16 | queue.at(2) << 8 | queue.at(3);
        if (sampleRateHertz == 0) {
            if (type != STREAM_INFO || length != STREAM_INFO_BYTES) {
                throw new AudioFormatException("The FLAC file does not begin with its properties.");
            }
            if (queue.size() < BLOCK_HEADER_BYTES + STREAM_INFO_BYTES) {
                return false;
            }
            readStreamInfo();
        }
        hasHeaders = (queue.at(0) & 0x80) != 0;
        queue.skip(BLOCK_HEADER_BYTES + (long) length);
        return true;
    }

    private void readStreamInfo() {
        FlacBits info = new FlacBits(queue.peek(BLOCK_HEADER_BYTES + STREAM_INFO_BYTES));
        info.read(32);
        info.read(32);
        info.read(32);
        info.read(16);
        sampleRateHertz = (int) info.read(20);
        WavHeader.checkSampleRate(sampleRateHertz);
        info.read(3);
        bits = (int) info.read(5) + 1;
        long samples = info.read(4) << 32 | info.read(32);
        samplesLeft = samples == 0 ? Long.MAX_VALUE : samples;
    }

    private short[] decode(byte[] bytes) {
        FlacBits in = new FlacBits(bytes);
        if (in.read(15) != 0x7ffc) {
            throw corrupt();
        }
        in.read(1);
        int sizeCode = (int) in.read(4);
        int rateCode = (int) in.read(4);
        int assignment = (int) in.read(4);
        int bitsCode = (int) in.read(3);
        in.read(1);
        int ones = Integer.numberOfLeadingZeros(~((int) in.read(8) << 24));
        for (int i = 1; i < ones; i++) {
            in.read(8);
        }
        int count = blockSamples(in, sizeCode);
        in.read(rateCode == 12 ? 8 : rateCode > 12 ? 16 : 0);
        int header = in.align();
        boolean isSound = in.read(8) == BitWriter.crc8(bytes, 0, header) && assignment <= MID_SIDE;
        int channelCount = assignment < LEFT_SIDE ? assignment + 1 : 2;
        int width = bitsCode == 0 ? bits : BITS[bitsCode];
        if (!isSound || width == 0) {
            throw corrupt();
        }
        if (width > MAX_BITS || count * channelCount > MAX_FRAME_SAMPLES) {
            throw new AudioFormatException("FLAC with more than 24 bits, or frames this large, is not supported.");
        }
        allocate(channelCount, count);
        for (int channel = 0; channel < channelCount; channel++) {
            boolean isSide = assignment == RIGHT_SIDE ? channel == 0 : assignment >= LEFT_SIDE && channel == 1;
            FlacSubframe.decode(in, channels[channel], count, width + (isSide ? 1 : 0));
        }
        int end = in.align();
        if (in.read(16) != BitWriter.crc16(bytes, 0, end)) {
            throw corrupt();
        }
        queue.skip(end + 2L);
        samplesLeft -= Math.min(samplesLeft, count);
        return mono(assignment, channelCount, count, width);
    }

    private static int blockSamples(FlacBits in, int code) {
        return switch (code) {
            case 0 -> throw corrupt();
            case 1 -> 192;
            case 2, 3, 4, 5 -> 576 << code - 2;
            case 6 -> (int) in.read(8) + 1;
            case 7 -> (int) in.read(16) + 1;
            default -> 256 << code - 8;
        };
    }

    private void allocate(int channelCount, int samples) {
        if (channels.length < channelCount || channels[0].length < samples) {
            channels = new int[channelCount][samples];
        }
    }

    private short[] mono(int assignment, int channelCount, int count, int width) {
        short[] mono = new short[count];
        for (int i = 0; i < count; i++) {
            // twice the mean of the two, in whichever way they are told
            long sum = switch (assignment) {
                case LEFT_SIDE -> 2L * channels[0][i] - channels[1][i];
                case RIGHT_SIDE -> 2L * channels[1][i] + channels[0][i];
                case MID_SIDE -> 2L * channels[0][i] + (channels[1][i] & 1);
                default -> sum(i, channelCount);
            };
            mono[i] = (short) Math.floorDiv(width <= 16 ? sum << 16 - width : sum >> width - 16, channelCount);
        }
        return mono;
    }

    private long sum(int sample, int channelCount) {
        long sum = 0;
        for (int channel = 0; channel < channelCount; channel++) {
            sum += channels[channel][sample];
        }
        return sum;
    }

    @Override
    public int sampleRateHertz() {
        return sampleRateHertz;
    }

    private static AudioFormatException corrupt() {
        return new AudioFormatException("The FLAC file has a damaged frame.");
    }
}
