package io.voiceforge.provider.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.voice.Voice;

/**
 * The {@code espeak-ng} program, one process per stream.
 * <p>
 * A stream holds its process until it ends or is cancelled. A slow reader makes the process wait, with at most one pipe buffer
 * (64 KiB on Linux) ahead. The text never appears on a command line, where other users of the machine could read it.
 */
final class EspeakEngine implements LocalEngine {

    /** The rate of all of the program's voices except those of MBROLA. */
    static final int SAMPLE_RATE_HERTZ = 22_050;

    private static final String PROGRAM = "espeak-ng";
    private static final Pattern VOICE_NAME = Pattern.compile("[a-z0-9-]+(\\+[a-z0-9]+)?");
    private static final int NORMAL_WORDS_PER_MINUTE = 175;
    private static final int MIN_WORDS_PER_MINUTE = 80;
    private static final int MAX_WORDS_PER_MINUTE = 450;
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(10);

    private final Path program;
    private final Function<Voice, String> voiceNames;
    private final Semaphore processes;
    private final Duration silenceLimit;
    private final ThreadPoolExecutor workers;
    private final ScheduledExecutorService timer = Threads.timer("local-espeak-watchdog");

    /**
     * @param program see {@link #find}
     * @param voiceNames returns the {@code -v} argument for a voice, for example {@code en-us+f3}:
     *        {@code [a-z0-9-]+(\+[a-z0-9]+)?}; null if there is none
     * @param maxProcesses the maximum number of concurrent processes, at least 1; further streams fail with {@code OVERLOADED}
     */
    EspeakEngine(Path program, Function<Voice, String> voiceNames, int maxProcesses) {
        this(program, voiceNames, maxProcesses, SILENCE_LIMIT);
    }

    EspeakEngine(Path program, Function<Voice, String> voiceNames, int maxProcesses, Duration silenceLimit) {
        this.program = program;
        this.voiceNames = voiceNames;
        this.processes = new Semaphore(maxProcesses);
        this.silenceLimit = silenceLimit;
        // A process uses at most two threads, one to write and one to read; one more is always free to kill a process.
        this.workers = Threads.pool("local-espeak", 2 * maxProcesses + 1);
    }

    /**
     * Looks for the program; only reads directories.
     *
     * @param configured a path; if it is not blank, no other is tried
     * @param searchPath directories in the form of the {@code PATH} variable; may be null
     */
    static Optional<Path> find(String configured, String searchPath) {
        if (configured != null && !configured.isBlank()) {
            return Programs.executable(configured, "");
        }
        return Programs.find(PROGRAM, searchPath);
    }

    @Override
    public String name() {
        return PROGRAM;
    }

    @Override
    public boolean canSpeak(String text, Voice voice) {
        return isVoiceName(voiceNames.apply(voice)) && text.codePoints().anyMatch(Character::isLetterOrDigit);
    }

    @Override
    public int sampleRateHertz() {
        return SAMPLE_RATE_HERTZ;
    }

    /**
     * {@inheritDoc}
     * <p>
     * The program speaks 80 to 450 words per minute, and 175 is normal, so speeds below 0.46 or above 2.57 have no further
     * effect.
     */
    @Override
    public Multi<Buffer> speak(String text, Voice voice, double speed) {
        String voiceName = voiceNames.apply(voice);
        if (!isVoiceName(voiceName)) {
            return Multi.createFrom().failure(
                    () -> ApiException.of(ErrorCode.PROVIDER_FAILED, "The local speech engine does not have this voice."));
        }
        List<String> command = List.of(program.toString(), "--stdin", "--stdout", "-b", "1", "-v", voiceName, "-s",
                Integer.toString(wordsPerMinute(speed)));
        return new PulledMulti(() -> open(command, text), workers, timer, silenceLimit);
    }

    @Override
    public void close() {
        workers.shutdownNow();
        timer.shutdownNow();
    }

    static int wordsPerMinute(double speed) {
        long words = Math.round(NORMAL_WORDS_PER_MINUTE * speed);
        return (int) Math.max(MIN_WORDS_PER_MINUTE, Math.min(MAX_WORDS_PER_MINUTE, words));
    }

    private static boolean isVoiceName(String name) {
        return name != null && VOICE_NAME.matcher(name).matches();
    }

    private PcmSource open(List<String> command, String text) {
        if (!processes.tryAcquire()) {
            throw ApiException.retryable(ErrorCode.OVERLOADED, "The local speech engine is busy; try again in a second.",
                    Duration.ofSeconds(1));
        }
        return new EspeakProcess(command, text, workers, processes::release);
    }
}
