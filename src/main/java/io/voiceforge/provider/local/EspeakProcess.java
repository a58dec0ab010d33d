package io.voiceforge.provider.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

import io.vertx.core.buffer.Buffer;

/** One run of {@code espeak-ng}, which reads text from standard input and writes samples to standard output. */
final class EspeakProcess implements PcmSource {

    private static final int BUFFER_BYTES = 16 * 1024;
    private static final long EXIT_WAIT_SECONDS = 2;
    private static final Set<String> VARIABLES = Set.of("PATH", "ESPEAK_DATA_PATH");

    /** The program reads commands after control characters, and phonemes in double brackets. */
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}&&[^\\n\\r\\t]]");
    private static final Pattern PHONEMES = Pattern.compile("\\[(?=\\[)");

    private enum State {
        NEW,
        STARTED,
        CLOSED
    }

    private final List<String> command;
    private final String text;
    private final Executor workers;
    private final Runnable onEnd;
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private volatile Process process;
    private boolean audible;
    /** The first byte of an incomplete sample, or -1. */
    private int oddByte = -1;

    /**
     * @param workers at least two threads per process, plus one
     * @param onEnd run once, when the process has ended
     */
    EspeakProcess(List<String> command, String text, Executor workers, Runnable onEnd) {
        this.command = command;
        this.text = text;
        this.workers = workers;
        this.onEnd = onEnd;
    }

    @Override
    public Buffer next() throws IOException, InterruptedException {
        if (process == null) {
            if (!state.compareAndSet(State.NEW, State.STARTED)) {
                return null;
            }
            start();
            WavHeader header = WavHeader.read(process.getInputStream());
            if (header.sampleRateHertz() != EspeakEngine.SAMPLE_RATE_HERTZ) {
                throw new IOException("Unexpected sample rate");
            }
        }
        Buffer samples = samples();
        if (samples == null) {
            checkExit();
        }
        return samples;
    }

    private void start() throws IOException {
        Process started;
        try {
            started = Programs.builder(command, VARIABLES).start();
        } catch (IOException | RuntimeException e) {
            onEnd.run();
            throw e;
        }
        started.onExit().thenRun(onEnd);
        process = started;
        if (state.get() == State.CLOSED) {
            Programs.kill(started);
        }
        // On another thread: the program may fill its output before it has read all its input.
        workers.execute(() -> write(started));
    }

    private void write(Process started) {
        String spoken = PHONEMES.matcher(CONTROLS.matcher(text).replaceAll(" ")).replaceAll("[ ");
        try (OutputStream in = started.getOutputStream()) {
            in.write(spoken.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The program has ended; its output and its exit code tell the reader why.
        }
    }

    /** Whole samples; null at the end. */
    private Buffer samples() throws IOException {
        InputStream out = process.getInputStream();
        int length = 0;
        if (oddByte >= 0) {
            buffer[length++] = (byte) oddByte;
            oddByte = -1;
        }
        while (length < 2) {
            int read = out.read(buffer, length, buffer.length - length);
            if (read < 0) {
                return null;
            }
            length += read;
        }
        if (length % 2 != 0) {
            oddByte = buffer[--length] & 0xff;
        }
        audible = true;
        return Buffer.buffer(Arrays.copyOf(buffer, length));
    }

    private void checkExit() throws IOException, InterruptedException {
        boolean ended = process.waitFor(EXIT_WAIT_SECONDS, TimeUnit.SECONDS);
        if (!audible || !ended || process.exitValue() != 0) {
            throw new IOException("The program failed");
        }
    }

    @Override
    public void close() {
        State before = state.getAndSet(State.CLOSED);
        Process running = process;
        if (before == State.NEW) {
            onEnd.run();
        } else if (running != null && running.isAlive()) {
            try {
                workers.execute(() -> Programs.kill(running));
            } catch (RejectedExecutionException e) {
                Programs.kill(running);
            }
        }
    }
}
