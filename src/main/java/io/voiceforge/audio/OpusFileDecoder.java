package io.voiceforge.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusException;

/**
 * Opus (RFC 6716, RFC 7845) of one or two channels. Always decoded at 48 kHz: at lower rates, the codec falls silent in packets of
 * its hybrid mode, which speech is often in.
 */
final class OpusFileDecoder implements FileDecoder {

    /** Also the rate at which positions count. */
    private static final int RATE_HERTZ = 48_000;
    /** 120 ms, the longest packet. */
    private static final int MAX_PACKET_SAMPLES = RATE_HERTZ * 120 / 1000;
    private static final int HEAD_BYTES = 19;
    private static final int SKIP_OFFSET = 10;
    private static final int MAPPING_OFFSET = 18;

    private final OpusPackets packets;
    private final short[] decoded = new short[MAX_PACKET_SAMPLES];
    private OpusDecoder opus;
    private long skipped;
    /** Samples so far, with those that are skipped. */
    private long position;

    OpusFileDecoder(OpusPackets packets) {
        this.packets = packets;
    }

    @Override
    public void accept(byte[] bytes) {
        packets.accept(bytes);
    }

    @Override
    public void finish() {
        if (opus == null) {
            throw new AudioFormatException("The audio ends before its first packet.");
        }
    }

    @Override
    public short[] next() {
        Optional<OpusPackets.Packet> packet = packets.next();
        if (packet.isEmpty()) {
            return null;
        }
        if (opus == null) {
            begin(packet.get().bytes());
            return new short[0];
        }
        return decode(packet.get());
    }

    private void begin(byte[] head) {
        boolean isOneOrTwoChannels = head.length >= HEAD_BYTES && AudioHeaders.is(head, 0, "OpusHead")
                && (head[8] & 0xf0) == 0 && head[MAPPING_OFFSET] == 0;
        if (!isOneOrTwoChannels) {
            throw new AudioFormatException("The audio is not Opus of one or two channels.");
        }
        ByteBuffer fields = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        skipped = Short.toUnsignedInt(fields.getShort(SKIP_OFFSET));
        try {
            // it mixes two channels down itself
            opus = new OpusDecoder(RATE_HERTZ, 1);
        } catch (OpusException e) {
            throw new IllegalStateException("The Opus decoder cannot be created", e);
        }
    }

    private short[] decode(OpusPackets.Packet packet) {
        int count;
        try {
            count = opus.decode(packet.bytes(), 0, packet.bytes().length, decoded, 0, MAX_PACKET_SAMPLES, false);
        } catch (OpusException | RuntimeException e) {
            // whatever the codec throws at damaged packets
            throw new AudioFormatException("The audio has a damaged Opus packet.");
        }
        long from = Math.max(position, skipped);
        long to = Math.min(position + count, packet.end());
        long begin = position;
        position += count;
        return from >= to ? new short[0] : Arrays.copyOfRange(decoded, (int) (from - begin), (int) (to - begin));
    }

    @Override
    public int sampleRateHertz() {
        return opus == null ? 0 : RATE_HERTZ;
    }
}
