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
 * Opus in Ogg (RFC 7845): mono, packets of 20 ms, pages of 100 ms. Says in its last page where the sound ends, so that what is
 * decoded is as long as what was encoded.
 */
final class OggOpusEncoder implements AudioEncoder {

    /** Where nobody asks for another. */
    static final int KILOBITS_PER_SECOND = 32;
    /** The codec's scale from 0, the fastest, to 10, the best. */
    private static final int COMPLEXITY = 5;
    /** What Opus has, rising; its positions count at the last of them, whatever the rate. */
    private static final int[] RATES_HERTZ = { 8000, 12_000, 16_000, 24_000, 48_000 };
    private static final int POSITIONS_PER_SECOND = 48_000;
    private static final int PACKETS_PER_SECOND = 50;
    private static final int PACKETS_PER_PAGE = 5;
    private static final int MAX_PACKET_BYTES = 1275;

    private final int sampleRateHertz;
    private final OpusEncoder opus;
    private final OggPages pages;
    private final byte[] encoded = new byte[MAX_PACKET_BYTES];
    /** The current packet's samples as far as they are there, and the current page's packets. */
    private final short[] frame;
    private int frameSamples;
    private final List<byte[]> packets = new ArrayList<>();
    private long received;
    private long packed;
    private boolean hasBegun;

    /** The lowest rate of Opus that loses nothing of audio with {@code sampleRateHertz}; at most 48000 Hz. */
    static int rateFor(int sampleRateHertz) {
        return Arrays.stream(RATES_HERTZ).filter(rate -> rate >= sampleRateHertz).findFirst().orElse(POSITIONS_PER_SECOND);
    }

    /**
     * @param sampleRateHertz one that {@link #rateFor} returns
     * @param kilobitsPerSecond what is aimed at, 6 to 510
     * @param serial another one for each stream
     */
    OggOpusEncoder(int sampleRateHertz, int kilobitsPerSecond, int serial) {
        this.sampleRateHertz = sampleRateHertz;
        pages = new OggPages(serial);
        frame = new short[sampleRateHertz / PACKETS_PER_SECOND];
        try {
            opus = new OpusEncoder(sampleRateHertz, 1, OpusApplication.OPUS_APPLICATION_AUDIO);
        } catch (OpusException e) {
            throw new IllegalStateException("The Opus encoder cannot be made", e);
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
        // the codec is late by its lookahead, so the last samples need as much silence behind them; that is one packet at least
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
