package io.voiceforge.audio;

import java.util.Arrays;

import de.sciss.jump3r.mp3.BitStream;
import de.sciss.jump3r.mp3.GainAnalysis;
import de.sciss.jump3r.mp3.Lame;
import de.sciss.jump3r.mp3.MP3Data;
import de.sciss.jump3r.mp3.VBRTag;
import de.sciss.jump3r.mp3.Version;
import de.sciss.jump3r.mpg.Common;
import de.sciss.jump3r.mpg.Interface;
import de.sciss.jump3r.mpg.MPGLib;

/**
 * MP3: each frame is a block. Frames are found here and not by the codec, which would hold, search and report on the standard error
 * whatever it is given.
 */
final class Mp3FileDecoder implements FileDecoder {

    private static final int HEADER_BYTES = 4;
    private static final int MAX_FRAME_BYTES = 1441;
    /** More than any tag between frames. */
    private static final int MAX_JUNK_BYTES = 64 * 1024;
    private static final int MAX_DAMAGED_FRAMES = 8;
    private static final int MAX_BIG_VALUES = 288;
    private static final int VBRI_OFFSET = 36;
    /** What every encoder and every decoder put before the first sample, at least. */
    private static final int DELAY_SAMPLES = 576 + 529;

    private final ByteQueue queue = new ByteQueue(2 * MAX_FRAME_BYTES);
    private final MPGLib codec = new MPGLib();
    private final MPGLib.mpstr_tag state;
    private final short[] left = new short[1152];
    private final short[] right = new short[1152];
    /** The first frame, which all others are like. */
    private Mp3Frame first;
    private boolean isFinished;
    private int junkBytes;
    private int damagedFrames;
    private int delay = DELAY_SAMPLES;

    /** @param tagBytes at the beginning, to be passed over */
    Mp3FileDecoder(int tagBytes) {
        queue.skip(tagBytes);
        Interface decoder = new Interface();
        Common common = new Common();
        VBRTag tag = new VBRTag();
        BitStream bits = new BitStream();
        Version version = new Version();
        codec.setModules(decoder, common);
        decoder.setModules(tag, common);
        bits.setModules(new GainAnalysis(), codec, version, tag);
        tag.setModules(new Lame(), bits, version);
        state = codec.hip_decode_init();
    }

    @Override
    public void accept(byte[] bytes) {
        queue.add(bytes);
    }

    @Override
    public void finish() {
        isFinished = true;
    }

    @Override
    public short[] next() {
        while (queue.size() >= HEADER_BYTES) {
            Mp3Frame frame = queue.at(0) == 0xff ? Mp3Frame.at(queue.peek(HEADER_BYTES), 0).orElse(null) : null;
            if (frame == null || first != null && !frame.isLike(first)) {
                passOver();
                continue;
            }
            int length = frame.bytes();
            boolean isComplete = queue.size() >= length + HEADER_BYTES || isFinished && queue.size() >= length;
            if (!isComplete && !isFinished) {
                return null;
            }
            if (!isComplete || !isFollowed(frame, length)) {
                passOver();
                continue;
            }
            junkBytes = 0;
            byte[] bytes = queue.take(length);
            if (first == null) {
                first = frame;
                begin(bytes);
                if (isTag(bytes, frame)) {
                    continue;
                }
            }
            return decode(bytes, frame);
        }
        if (isFinished && first == null) {
            throw new AudioFormatException("The MP3 file has no audio.");
        }
        return null;
    }

    private void passOver() {
        queue.skip(1);
        if (++junkBytes > MAX_JUNK_BYTES) {
            throw new AudioFormatException("The audio is not MP3, or a large part of it is damaged.");
        }
    }

    /** Four bytes often look like a header by chance; the first frame must be followed by another one. */
    private boolean isFollowed(Mp3Frame frame, int length) {
        return first != null || queue.size() == length
                || Mp3Frame.at(queue.peek(length + HEADER_BYTES), length).filter(frame::isLike).isPresent();
    }

    /** Whether the first frame has no audio, but the number of frames. */
    private static boolean isTag(byte[] bytes, Mp3Frame frame) {
        int xing = frame.headBytes();
        return AudioHeaders.is(bytes, xing, "Xing") || AudioHeaders.is(bytes, xing, "Info")
                || AudioHeaders.is(bytes, VBRI_OFFSET, "VBRI");
    }

    /**
     * Gives the codec a silent frame of the same kind, as long as there is. Frames may refer to bytes of those before them, which
     * are missing where a stream has been cut; and the codec looks for a tag in the first frame.
     */
    private void begin(byte[] frame) {
        byte[] silence = new byte[MAX_FRAME_BYTES];
        System.arraycopy(frame, 0, silence, 0, HEADER_BYTES);
        // no checksum; the highest bit rate, without padding
        silence[1] |= 1;
        silence[2] = (byte) (silence[2] & 0x0d | 0xe0);
        int length = Mp3Frame.at(silence, 0).orElseThrow().bytes();
        MP3Data ignored = new MP3Data();
        codec.hip_decode1_headers(state, Arrays.copyOf(silence, length), length, left, right, ignored);
        codec.hip_decode1_headers(state, new byte[0], 0, left, right, ignored);
    }

    private short[] decode(byte[] bytes, Mp3Frame frame) {
        int count;
        try {
            count = hasSoundGains(bytes, frame)
                    ? codec.hip_decode1_headers(state, bytes, bytes.length, left, right, new MP3Data())
                    : 0;
        } catch (RuntimeException damaged) {
            // the codec does not check what it reads
            throw new AudioFormatException("The MP3 file has a damaged frame.");
        }
        if (count < frame.samples() && ++damagedFrames > MAX_DAMAGED_FRAMES) {
            throw new AudioFormatException("The MP3 file has too many damaged frames.");
        }
        int skipped = Math.min(delay, Math.max(0, count));
        delay -= skipped;
        short[] mono = new short[Math.max(0, count) - skipped];
        for (int i = 0; i < mono.length; i++) {
            int sample = left[skipped + i];
            mono[i] = (short) (frame.isMono() ? sample : sample + right[skipped + i] >> 1);
        }
        return mono;
    }

    /** The codec reports the rest of them, but goes on; so many of them must not fill the log. */
    private static boolean hasSoundGains(byte[] bytes, Mp3Frame frame) {
        FlacBits in = new FlacBits(bytes);
        boolean isMpeg1 = frame.samples() == 1152;
        int channels = frame.isMono() ? 1 : 2;
        in.read(16);
        in.read((bytes[1] & 1) == 0 ? 32 : 16);
        in.read(isMpeg1 ? frame.isMono() ? 9 + 5 + 4 : 9 + 3 + 8 : frame.isMono() ? 8 + 1 : 8 + 2);
        for (int i = 0; i < channels * (isMpeg1 ? 2 : 1); i++) {
            in.read(12);
            boolean isTooLarge = in.read(9) > MAX_BIG_VALUES;
            in.read(isMpeg1 ? 8 + 4 : 8 + 9);
            boolean isSwitched = in.read(1) == 1;
            boolean isNormal = in.read(2) == 0;
            in.read(isMpeg1 ? 23 : 22);
            if (isTooLarge || isSwitched && isNormal) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int sampleRateHertz() {
        return first == null ? 0 : first.sampleRateHertz();
    }
}
