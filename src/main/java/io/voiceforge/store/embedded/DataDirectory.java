package io.voiceforge.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import java.util.function.Supplier;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.voiceforge.config.CannotStart;
import io.voiceforge.observe.Metrics;

/** The directory for the embedded stores' snapshots, if there is one. A single thread writes all of them. */
@ApplicationScoped
class DataDirectory {

    /** How long a file may lag behind: less than a second, because writing takes time too. */
    private static final Duration WRITE_DELAY = Duration.ofMillis(500);

    private final Path directory;
    private final Metrics metrics;
    private final Duration writeDelay;
    private final ScheduledThreadPoolExecutor worker;

    @Inject
    DataDirectory(EmbeddedStoreConfig config, Metrics metrics) {
        this(config.dataDir().map(DataDirectory::path).orElse(null), metrics, WRITE_DELAY);
    }

    /** @param directory null for none */
    DataDirectory(Path directory, Metrics metrics, Duration writeDelay) {
        this.directory = directory;
        this.metrics = metrics;
        this.writeDelay = writeDelay;
        this.worker = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "voiceforge-snapshots");
            thread.setDaemon(true);
            return thread;
        });
        worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Stores write their remaining changes when they are closed, before or after this. */
    @PreDestroy
    void close() {
        worker.shutdown();
    }

    /**
     * Locks one store's file for this process and reads it. Does file I/O on the calling thread.
     *
     * @param name the name of the file and its lock, without extension
     * @param version the version of the format
     * @param type the type of the content, a record that Jackson can read and write
     * @param restore receives the content of the file; not called if there is none. An exception means that the file is damaged
     * @param copy returns a consistent state; called by the writing thread
     * @return empty if there is no directory
     * @throws RuntimeException a {@link CannotStart} if the directory, the lock or the file is unusable; the file is left
     *         unchanged
     */
    <T> Optional<SnapshotFile<T>> open(String name, int version, Class<T> type, Consumer<T> restore, Supplier<T> copy) {
        if (directory == null) {
            return Optional.empty();
        }
        create();
        ProcessLock lock = ProcessLock.take(directory.resolve(name + ".lock"));
        try {
            AtomicJsonFile<T> file = new AtomicJsonFile<>(directory.resolve(name + ".json"), version, type);
            file.load(restore);
            SnapshotFile<T> snapshot = new SnapshotFile<>(file, lock, copy, worker, writeDelay);
            metrics.gauge("voiceforge.store.snapshot.failing", "1 while a snapshot cannot be written",
                    () -> snapshot.isFailing() ? 1 : 0, "file", name);
            return Optional.of(snapshot);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private void create() {
        try {
            // createDirectories rejects a link to a directory
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory, OwnerOnlyPermissions.directory(directory));
            }
        } catch (IOException e) {
            throw CannotStart
                    .because("VOICEFORGE_DATA_DIR is " + directory + ", which cannot be created (" + FailureReason.of(e)
                            + "). Choose a directory that this process can write to, or unset it to keep data in memory only.");
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw CannotStart.because("VOICEFORGE_DATA_DIR is not a valid path on this operating system.");
        }
    }
}
