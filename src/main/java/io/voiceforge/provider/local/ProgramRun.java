package io.voiceforge.provider.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;

import io.smallrye.mutiny.infrastructure.Infrastructure;

/** One run of a program that reads a file and writes a text. */
final class ProgramRun {

    /** A day of speech. */
    static final int MAX_TEXT_BYTES = 1 << 20;

    /** The gateway's environment holds secrets. */
    private static final Set<String> VARIABLES = Set.of("PATH", "HOME", "LANG");

    private Process process;
    private boolean isKilled;

    /**
     * What the program writes to standard output, in one line. Blocks until the process has ended; call it once.
     *
     * @param input becomes standard input
     * @param onStart runs when the program has the file open as its standard input
     * @throws IOException if it cannot be started, fails, writes too much or no UTF-8; the message is for logs
     * @throws CancellationException if it has been killed by {@link #kill}
     */
    String text(List<String> command, File input, Runnable onStart) throws IOException, InterruptedException {
        Process started = start(command, input);
        try (InputStream out = started.getInputStream()) {
            onStart.run();
            byte[] text = out.readNBytes(MAX_TEXT_BYTES + 1);
            if (text.length > MAX_TEXT_BYTES) {
                throw new IOException("It wrote more than " + MAX_TEXT_BYTES + " bytes");
            }
            int status = started.waitFor();
            if (isKilled()) {
                throw new CancellationException("The call has ended");
            }
            if (status != 0) {
                throw new IOException("It ended with status " + status);
            }
            return oneLine(text);
        } finally {
            if (started.isAlive()) {
                Programs.kill(started);
                // the next one begins when this one is gone
                started.waitFor();
            }
        }
    }

    private Process start(List<String> command, File input) throws IOException {
        Process started = Programs.builder(command, VARIABLES).redirectInput(input).start();
        synchronized (this) {
            process = started;
        }
        if (isKilled()) {
            Programs.kill(started);
        }
        return started;
    }

    /** Ends the program, or keeps it from starting. Never blocks; any thread can call it, at any time. */
    void kill() {
        Process running;
        synchronized (this) {
            isKilled = true;
            running = process;
        }
        if (running != null && running.isAlive()) {
            try {
                Infrastructure.getDefaultExecutor().execute(() -> Programs.kill(running));
            } catch (RejectedExecutionException e) {
                Programs.kill(running);
            }
        }
    }

    synchronized boolean isKilled() {
        return isKilled;
    }

    private static String oneLine(byte[] text) throws IOException {
        try {
            String decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
            return decoded.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        } catch (CharacterCodingException e) {
            throw new IOException("It wrote something other than UTF-8");
        }
    }
}
