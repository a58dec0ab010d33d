package io.voiceforge.provider.local;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

import org.jboss.logging.Logger;

import io.voiceforge.audio.Resampler;

/**
 * A temporary WAV file for a program: 16 bits, mono, {@value #RATE_HERTZ} Hz. Only the process's own user can read it. Its methods
 * block. They are called one at a time, but {@link #close}, which deletes it, at any time. They throw an {@link IOException} when
 * it is closed, and when there is no room for it.
 */
final class WavFile implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(WavFile.class);

    static final int RATE_HERTZ = 16_000;
    private static final int HEADER_BYTES = 44;
    private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rw-------");

    private final Path path = Path.of(System.getProperty("java.io.tmpdir"), "voiceforge-" + UUID.randomUUID() + ".wav");
    /** Null until the first write. */
    private FileChannel channel;
    private boolean isClosed;
    private Resampler resampler;
    private long samples;

    /** Appends samples of any rate that a decoder gives. */
    void append(short[] block, int sampleRateHertz) throws IOException {
        if (resampler == null) {
            resampler = new Resampler(sampleRateHertz, RATE_HERTZ);
        }
        write(resampler.resample(block));
    }

    /** Ends the audio. */
    void finish() throws IOException {
        if (resampler != null) {
            write(resampler.finish());
        }
        int bytes = (int) (2 * samples);
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.put(ascii("RIFF")).putInt(HEADER_BYTES - 8 + bytes).put(ascii("WAVE"));
        header.put(ascii("fmt ")).putInt(16).putShort((short) 1).putShort((short) 1);
        header.putInt(RATE_HERTZ).putInt(RATE_HERTZ * 2).putShort((short) 2).putShort((short) 16);
        header.put(ascii("data")).putInt(bytes).flip();
        open().position(0);
        drain(header);
    }

    double seconds() {
        return (double) samples / RATE_HERTZ;
    }

    File file() {
        return path.toFile();
    }

    /** Takes its name away: who has it open can go on reading it. */
    void unlink() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warnf("A temporary file cannot be deleted: %s", e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        if (channel != null) {
            unlink();
            try {
                channel.close();
            } catch (IOException e) {
                LOG.warnf("A temporary file cannot be closed: %s", e.getMessage());
            }
        }
    }

    private synchronized FileChannel open() throws IOException {
        if (isClosed) {
            throw new ClosedChannelException();
        }
        if (channel == null) {
            boolean isPosix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
            channel = FileChannel.open(path, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                    isPosix ? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(OWN) } : new FileAttribute<?>[0]);
            channel.position(HEADER_BYTES);
        }
        return channel;
    }

    private void write(short[] block) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(2 * block.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(block);
        drain(bytes);
        samples += block.length;
    }

    private void drain(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            open().write(bytes);
        }
    }

    private static byte[] ascii(String id) {
        return id.getBytes(StandardCharsets.US_ASCII);
    }
}
