package io.voiceforge.store.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

import org.jboss.logging.Logger;

import io.voiceforge.config.CannotStart;

/** Keeps other processes away from the same data. The lock ends with the process, however that ends; its file remains. */
final class ProcessLock implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ProcessLock.class);

    private final FileChannel channel;

    private ProcessLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws RuntimeException a {@link CannotStart} if another process holds the lock or the file cannot be created */
    static ProcessLock take(Path file) {
        FileChannel channel;
        try {
            channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    OwnerOnlyPermissions.file(file));
        } catch (IOException e) {
            throw unusable(file, e);
        }
        ProcessLock lock = new ProcessLock(channel);
        try {
            if (isTaken(channel)) {
                throw CannotStart
                        .because("VOICEFORGE_DATA_DIR: " + file.getParent() + " is in use by another process, which holds "
                                + file.getFileName() + ". Stop that process first, or give each process its own directory.");
            }
            return lock;
        } catch (IOException e) {
            lock.close();
            throw unusable(file, e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debugf("A lock was not released: %s", FailureReason.of(e));
        }
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    private static RuntimeException unusable(Path file, IOException e) {
        return CannotStart.because("VOICEFORGE_DATA_DIR: " + file + " cannot be written and locked (" + FailureReason.of(e)
                + "). Choose a directory that this process can write to, or unset it to keep data in memory only.");
    }
}
