package io.voiceforge.audio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import io.github.jaredmdobson.concentus.OpusSignal;

/**
 * Opus in Ogg (RFC 7845): mono, 20 ms packets, 100 ms pages. The last page marks where the audio ends, so that the decoded
 * audio is exactly as long as the source.
 */
final class OggOpusEncoder implements AudioEncoder {

    /** The default bit rate. */
    static final int KILOBITS_PER_SECOND = 32;
    /** On the codec's scale from 0 (fastest) to 10 (best). */
    private static final int COMPLEXITY = 5;
    /** The sample rates of Opus, ascending. Granule positions always count at the last of them. */
    private static final int[] RATES_HERTZ = { 8000, 12_000, 16_000, 24_000, 48_000 };
    private static final int POSITIONS_PER_SECOND = 48_000;
    private static final int PACKETS_PER_SECOND = 50;
    private static final int PACKETS_PER_PAGE = 5;
    private static final int MAX_PACKET_BYTES = 1275;

    private final int sampleRateHertz;
    private final OpusEncoder opus;
    private final OggPages pages;
    private final byte[] encoded = new byte[MAX_PACKET_BYTES];
    /** The samples of the current packet so far, and the packets of the current page. */
    private final short[] frame;
    private int frameSamples;
    private final List<byte[]> packets = new ArrayList<>();
    private long received;
    private long packed;
    private boolean hasBegun;

    /** The lowest Opus sample rate at which audio of {@code sampleRateHertz} loses nothing; at most 48000 Hz. */
    static int rateFor(int sampleRateHertz) {
        return Arrays.stream(RATES_HERTZ).filter(rate -> rate >= sampleRateHertz).findFirst().orElse(POSITIONS_PER_SECOND);
    }

    /**
     * @param sampleRateHertz a rate that {@link #rateFor} returns
     * @param kilobitsPerSecond the target bit rate, 6 to 510
     * @param serial a different number for each stream
     */
    OggOpusEncoder(int sampleRateHertz, int kilobitsPerSecond, int serial) {
        this.sampleRateHertz = sampleRateHertz;
        pages = new OggPages(serial);
        frame = new short[sampleRateHertz / PACKETS_PER_SECOND];
        try {
            opus = new OpusEncoder(sampleRateHertz, 1, OpusApplication.OPUS_APPLICATION_AUDIO);
        } catch (OpusException e) {
            throw new IllegalStateException("The Opus encoder cannot be created", e);
        }
        opus.setBitrate(kilobitsPerSecond * 1000);
        opus.setComplexity(COMPLEXITY);
        opus.setSignalType(OpusSignal.OPUS_SIGNAL_VOICE);
    }

    @Override
    public byte[] encode(short[] samples) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        begin(out);
        received += samples.length;
        for (int from = 0; from < samples.length;) {
            int count = Math.min(frame.length - frameSamples, samples.length - from);
            System.arraycopy(samples, from, frame, frameSamples, count);
            from += count;
            frameSamples += count;
            if (frameSamples == frame.length) {
                endPacket();
                if (packets.size() == PACKETS_PER_PAGE) {
                    endPage(out, packed, false);
                }
            }
        }
        return out.toByteArray();
    }

    @Override
    public byte[] finish() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        begin(out);
        // the codec lags by its lookahead, so as much silence must follow the last samples: at least one packet
        long end = skippedPositions() + positions(received);
        while (packed < end) {
            Arrays.fill(frame, frameSamples, frame.length, (short) 0);
            endPacket();
        }
        endPage(out, end, true);
        return out.toByteArray();
    }

    private void begin(ByteArrayOutputStream out) {
        if (hasBegun) {
            return;
        }
        hasBegun = true;
        ByteBuffer head = ByteBuffer.allocate(19).order(ByteOrder.LITTLE_ENDIAN).put(ascii("OpusHead"));
        head.put((byte) 1).put((byte) 1).putShort((short) skippedPositions()).putInt(sampleRateHertz).putShort((short) 0);
        out.writeBytes(pages.page(List.of(head.array()), 0, false));
        byte[] vendor = ascii("VoiceForge");
        ByteBuffer tags = ByteBuffer.allocate(16 + vendor.length).order(ByteOrder.LITTLE_ENDIAN).put(ascii("OpusTags"));
        tags.putInt(vendor.length).put(vendor).putInt(0);
        out.writeBytes(pages.page(List.of(tags.array()), 0, false));
    }

    private void endPacket() {
        try {
            int bytes = opus.encode(frame, 0, frame.length, encoded, 0, encoded.length);
            packets.add(Arrays.copyOf(encoded, bytes));
        } catch (OpusException e) {
            throw new IllegalStateException("The Opus encoder failed", e);
        }
        frameSamples = 0;
        packed += POSITIONS_PER_SECOND / PACKETS_PER_SECOND;
    }

    private void endPage(ByteArrayOutputStream out, long position, boolean isLast) {
        out.writeBytes(pages.page(packets, position, isLast));
        packets.clear();
    }

    private long skippedPositions() {
        return positions(opus.getLookahead());
    }

    private long positions(long samples) {
        return samples * (POSITIONS_PER_SECOND / sampleRateHertz);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
