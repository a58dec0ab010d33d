package io.voiceforge.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusException;

/** Walks Ogg streams whose pages hold whole packets, and decodes the Opus in them. */
record Ogg(int serial, List<byte[]> packets, long lastGranule) {

    /** Reads the one stream that the file holds, from its first page to its last byte. */
    static Ogg parse(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> packets = new ArrayList<>();
        int serial = in.getInt(14);
        long granule = 0;
        int sequence = 0;
        while (in.hasRemaining()) {
            int start = in.position();
            require(in.getInt() == 0x5367_674f && in.get() == 0, "page", start);
            int flags = in.get();
            long next = in.getLong();
            require(next >= granule, "position that rises", start);
            granule = next;
            require(in.getInt() == serial && in.getInt() == sequence, "next number", start);
            int checksum = in.getInt();
            int[] lengths = new int[in.get() & 0xff];
            Arrays.setAll(lengths, i -> in.get() & 0xff);
            int length = 0;
            for (int part : lengths) {
                length += part;
                if (part < 255) {
                    byte[] packet = new byte[length];
                    in.get(packet);
                    packets.add(packet);
                    length = 0;
                }
            }
            require(length == 0, "whole packet", start);
            require(checksum(bytes, start, in.position()) == checksum, "checksum", start);
            require(flags == (sequence == 0 ? 2 : in.hasRemaining() ? 0 : 4), "beginning, or end", start);
            sequence++;
        }
        return new Ogg(serial, packets, granule);
    }

    static int pages(byte[] bytes) {
        int pages = 0;
        for (int i = 0; i + 4 <= bytes.length; i++) {
            pages += AudioHeaders.is(bytes, i, "OggS") ? 1 : 0;
        }
        return pages;
    }

    /** The samples that are to be heard. */
    short[] decodeOpus(int rate) {
        ByteBuffer head = ByteBuffer.wrap(packets.get(0)).order(ByteOrder.LITTLE_ENDIAN);
        require(AudioHeaders.is(head.array(), 0, "OpusHead") && head.get(8) == 1 && head.get(9) == 1, "head", 0);
        require(head.getInt(12) == rate && head.getShort(16) == 0 && head.get(18) == 0, "head", 0);
        require(AudioHeaders.is(packets.get(1), 0, "OpusTags"), "tags", 0);
        int skipped = head.getShort(10) * rate / 48_000;
        try {
            OpusDecoder decoder = new OpusDecoder(rate, 1);
            short[] samples = new short[rate / 50 * (packets.size() - 2)];
            for (int i = 2; i < packets.size(); i++) {
                byte[] packet = packets.get(i);
                int count = decoder.decode(packet, 0, packet.length, samples, rate / 50 * (i - 2), rate / 50, false);
                require(count == rate / 50, "20 ms", i);
            }
            return Arrays.copyOfRange(samples, skipped, (int) (lastGranule * rate / 48_000));
        } catch (OpusException e) {
            throw new AssertionError(e);
        }
    }

    private static int checksum(byte[] bytes, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum ^= (i - from >= 22 && i - from < 26 ? 0 : bytes[i]) << 24;
            for (int bit = 0; bit < 8; bit++) {
                sum = sum << 1 ^ (sum < 0 ? 0x04c1_1db7 : 0);
            }
        }
        return sum;
    }

    private static void require(boolean condition, String what, int place) {
        if (!condition) {
            throw new AssertionError("no " + what + " at " + place);
        }
    }
}
