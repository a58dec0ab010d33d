package io.voiceforge.provider.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audio.AudioFormatException;
import io.voiceforge.call.Operation;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.model.Model;
import io.voiceforge.model.ModelSource;
import io.voiceforge.observe.Metrics;
import io.voiceforge.observe.Traces;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.TimeLimits;
import io.voiceforge.stream.CallerContext;
import io.voiceforge.transcription.Transcript;
import io.voiceforge.transcription.TranscriptFormat;
import io.voiceforge.transcription.Transcription;
import io.voiceforge.transcription.TranscriptionProvider;
import io.voiceforge.transcription.TranscriptionRequest;

/**
 * Transcription by a program on this machine: each call has a process of its own, which reads the decoded audio from a temporary
 * file. There are as many threads as there may be processes, and each waits for its process until that has ended.
 */
final class LocalTranscription implements TranscriptionProvider, ModelSource, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LocalTranscription.class);

    /** Small files can hold days of silence, and an hour takes 110 MiB on the disk. */
    private static final int MAX_SECONDS = 3600;

    private final TranscriptionProgram program;
    private final TimeLimits limits;
    private final Permits permits;
    private final ThreadPoolExecutor workers;
    private final Set<ProgramRun> runs = ConcurrentHashMap.newKeySet();
    private final Metrics metrics;
    private final Traces traces;

    /** @param limits callers wait for a process for at most half of the chain's */
    LocalTranscription(TranscriptionProgram program, int maxProcesses, TimeLimits limits, Metrics metrics, Traces traces) {
        this.program = program;
        this.limits = limits;
        this.permits = new Permits(maxProcesses);
        this.workers = Threads.pool("local-transcription", maxProcesses);
        this.metrics = metrics;
        this.traces = traces;
        metrics.gauge("voiceforge.local.transcription.waiting", "Callers waiting for local transcription", permits::waiting);
    }

    @Override
    public ProviderId provider() {
        return ProviderId.LOCAL;
    }

    @Override
    public boolean isRemote() {
        return false;
    }

    @Override
    public String model() {
        return program.name();
    }

    @Override
    public Uni<List<Model>> models() {
        return Uni.createFrom().item(List.of(new Model(ProviderId.LOCAL + "/" + program.name(), ProviderId.LOCAL,
                program.name(), 0, ProviderId.LOCAL.name(), Model.AVAILABLE, Set.of(Operation.TRANSCRIPTION))));
    }

    /** Programs say what was said, but neither when nor by whom. */
    @Override
    public boolean offers(TranscriptionRequest request) {
        boolean isDocumentWithWords = request.words() && request.format() != null;
        return !request.translate() && !isDocumentWithWords && request.format() != TranscriptFormat.DIARIZED_JSON
                && program.knows(request.language());
    }

    @Override
    public Uni<Transcription> transcribe(TranscriptionRequest request, Attempt attempt) {
        if (request.model() != null && !request.model().equals(program.name())) {
            return Uni.createFrom().failure(new ProviderFailure.NotOffered("local: another model",
                    ApiException.of(ErrorCode.INVALID_REQUEST, "model", "The only local model for this is local/"
                            + program.name())));
        }
        Traces.Span span = traces.begin(ProviderId.LOCAL.name(), Operation.TRANSCRIPTION.wireName());
        Duration patience = limits.chain().minusNanos(attempt.timer().sinceReadNanos()).dividedBy(2);
        long start = System.nanoTime();
        return permits.take(patience, attempt.cancellation())
                .onFailure(ApiException.class).transform(full -> new ProviderFailure.Busy("local: too many transcriptions"))
                .flatMap(permit -> run(request, attempt).onTermination().invoke(permit))
                .emitOn(CallerContext.executor())
                .onItemOrFailure().invoke((transcript, failure) -> {
                    long nanos = System.nanoTime() - start;
                    String outcome = failure == null ? "success" : outcome(failure);
                    attempt.timer().waitedForProvider(nanos);
                    metrics.providerCall(ProviderId.LOCAL.name(), Operation.TRANSCRIPTION.wireName(), outcome);
                    if (failure == null) {
                        metrics.firstByte(ProviderId.LOCAL.name(), Operation.TRANSCRIPTION.wireName(), nanos);
                    }
                    span.end(outcome);
                });
    }

    private static String outcome(Throwable failure) {
        return failure instanceof ProviderFailure known ? known.outcome()
                : failure instanceof CancellationException ? "cancelled" : "unavailable";
    }

    private Uni<Transcription> run(TranscriptionRequest request, Attempt attempt) {
        ProgramRun run = new ProgramRun();
        WavFile wav = new WavFile();
        runs.add(run);
        Runnable forget = attempt.cancellation().onCancel(run::kill);
        return new FilePass(request.audio(), run::isKilled, workers, (block, rate) -> append(wav, block, rate)).run()
                .map(written -> transcript(run, wav, request))
                .ifNoItem().after(limits.attempt()).failWith(() -> new ProviderFailure.TimedOut("local: too slow"))
                .onFailure().transform(failure -> told(failure, run))
                .onTermination().invoke((transcript, failure, isCancelled) -> {
                    if (transcript == null) {
                        run.kill();
                    }
                    wav.close();
                    forget.run();
                    runs.remove(run);
                });
    }

    private static void append(WavFile wav, short[] block, int rate) throws IOException {
        wav.append(block, rate);
        if (wav.seconds() > MAX_SECONDS) {
            throw ApiException.of(ErrorCode.BODY_TOO_LARGE, "The audio is longer than an hour");
        }
    }

    /** Blocks until the program has ended. */
    private Transcription transcript(ProgramRun run, WavFile wav, TranscriptionRequest request) {
        try {
            wav.finish();
            List<String> command = program.command(wav.file().toString(), request.language());
            String text = run.text(command, wav.file(), () -> {
                if (!program.command().namesFile()) {
                    wav.unlink();
                }
            });
            return new Transcript(text, program.spoken(request.language()), null, wav.seconds(), List.of(), List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new CancellationException("The gateway shuts down");
        }
    }

    /** What callers are told is never what the program has said. */
    private Throwable told(Throwable failure, ProgramRun run) {
        if (failure instanceof AudioFormatException unreadable) {
            return new ProviderFailure.NotOffered("local: audio cannot be decoded", ApiException.of(
                    ErrorCode.UNSUPPORTED_FORMAT, unreadable.getMessage() + " The local program is given WAV, MP3, FLAC, and"
                            + " Opus in Ogg or WebM."));
        } else if (failure instanceof ApiException tooLong) {
            return new ProviderFailure.NotOffered("local: the audio is too long", tooLong);
        } else if (failure instanceof ProviderFailure || failure instanceof CancellationException || run.isKilled()) {
            return failure;
        }
        LOG.warnf("The program %s has not transcribed: %s", program.name(), failure.getMessage());
        return new ProviderFailure.ProgramFailed("local: the program failed");
    }

    /** Ends all programs. */
    @Override
    public void close() {
        workers.shutdown();
        runs.forEach(ProgramRun::kill);
    }
}
