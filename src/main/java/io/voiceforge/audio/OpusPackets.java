package io.voiceforge.audio;

import java.util.Optional;

/** Takes the packets of the one Opus stream out of a container. Not thread-safe. */
interface OpusPackets {

    /**
     * @param bytes Opus data; the first packet of a stream is its {@code OpusHead}
     * @param end the position, at 48 kHz and from the stream's beginning, at which the stream's audio ends; {@link #OPEN} if it is
     *        not known yet
     */
    record Packet(byte[] bytes, long end) {
    }

    long OPEN = Long.MAX_VALUE;

    void accept(byte[] bytes);

    /**
     * The next packet; empty if it takes more bytes.
     *
     * @throws AudioFormatException if there is no Opus in the container, or the container is corrupt
     */
    Optional<Packet> next();
}
