package io.voiceforge.provider.local;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.voice.Voice;

/**
 * FreeTTS in this process: English pronunciation for any Latin text, in chunks of at most {@value #CHUNK_CHARS} characters.
 * <p>
 * One thread owns the voice, which is created on first use and kept. Streams take turns on it, item by item. If a chunk hangs,
 * its stream fails and a new thread with a new voice takes over. While {@value #MAX_STUCK_THREADS} threads hang, the engine
 * declines further requests.
 */
final class FreeTtsEngine implements LocalEngine {

    static final int CHUNK_CHARS = 200;
    private static final int MAX_STUCK_THREADS = 3;
    private static final Duration CHUNK_LIMIT = Duration.ofSeconds(10);
    private static final Logger LOG = Logger.getLogger(FreeTtsEngine.class);

    private final Semaphore streams;
    private final Duration chunkLimit;
    private final Supplier<? extends Synthesizer> voices;
    private final ScheduledExecutorService timer = Threads.timer("local-freetts-watchdog");
    private final List<ThreadPoolExecutor> stuck = new CopyOnWriteArrayList<>();
    private volatile ThreadPoolExecutor worker;
    private volatile boolean closed;

    /** @param maxStreams the maximum number of open streams, at least 1; further streams fail with {@code OVERLOADED} */
    FreeTtsEngine(int maxStreams) {
        this(maxStreams, CHUNK_LIMIT, KevinVoice::new);
    }

    FreeTtsEngine(int maxStreams, Duration chunkLimit, Supplier<? extends Synthesizer> voices) {
        this.streams = new Semaphore(maxStreams);
        this.chunkLimit = chunkLimit;
        this.voices = voices;
        this.worker = newWorker();
    }

    @Override
    public String name() {
        return "freetts";
    }

    @Override
    public boolean canSpeak(String text, Voice voice) {
        return isAlive() && LatinText.isPronounceable(text);
    }

    @Override
    public int sampleRateHertz() {
        return KevinVoice.SAMPLE_RATE_HERTZ;
    }

    /** Creates the voice now, on its own thread, so that the first caller does not wait for it. Returns immediately. */
    void warmUp() {
        execute(() -> {
            try {
                synthesize("Ready.", false, 1);
            } catch (RuntimeException | Error e) {
                LOG.warnf("FreeTTS is not usable: %s", e.getClass().getName());
            }
        });
    }

    @Override
    public Multi<Buffer> speak(String text, Voice voice, double speed) {
        boolean female = voice.gender() == Voice.Gender.FEMALE;
        double clamped = Math.max(0.25, Math.min(4, speed));
        return new PulledMulti(() -> open(text, female, clamped), this::execute, timer, chunkLimit);
    }

    @Override
    public void close() {
        closed = true;
        worker.shutdownNow();
        timer.shutdownNow();
    }

    private PcmSource open(String text, boolean female, double speed) {
        if (!isAlive() || !streams.tryAcquire()) {
            throw ApiException.retryable(ErrorCode.OVERLOADED, "The local speech engine is busy; try again in a second.",
                    Duration.ofSeconds(1));
        }
        return new ChunkedSpeech(text, chunk -> synthesize(chunk, female, speed), this::replaceWorker, streams::release);
    }

    private boolean isAlive() {
        stuck.removeIf(ThreadPoolExecutor::isTerminated);
        return stuck.size() < MAX_STUCK_THREADS;
    }

    private static byte[] synthesize(String chunk, boolean female, double speed) {
        return ((VoiceThread) Thread.currentThread()).voice().synthesize(chunk, female, speed);
    }

    private void execute(Runnable task) {
        while (true) {
            ThreadPoolExecutor current = worker;
            try {
                current.execute(task);
                return;
            } catch (RejectedExecutionException e) {
                if (closed || current == worker) {
                    throw e;
                }
            }
        }
    }

    /** Abandons the thread that hangs, and moves its queued tasks to a new one. */
    private synchronized void replaceWorker() {
        if (closed) {
            return;
        }
        LOG.warn("FreeTTS is hanging; a new thread takes over");
        ThreadPoolExecutor hanging = worker;
        worker = newWorker();
        stuck.add(hanging);
        hanging.shutdownNow().forEach(worker::execute);
    }

    private ThreadPoolExecutor newWorker() {
        // The queue holds at most one task per open stream.
        BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, queue, task -> new VoiceThread(task, voices));
    }

    /** The only thread that uses its voice. */
    private static final class VoiceThread extends Thread {

        private final Supplier<? extends Synthesizer> voices;
        private Synthesizer voice;

        VoiceThread(Runnable task, Supplier<? extends Synthesizer> voices) {
            super(task, "local-freetts");
            setDaemon(true);
            this.voices = voices;
        }

        Synthesizer voice() {
            if (voice == null) {
                voice = voices.get();
            }
            return voice;
        }
    }
}
