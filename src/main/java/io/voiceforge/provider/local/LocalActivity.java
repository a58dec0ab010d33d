package io.voiceforge.provider.local;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadPoolExecutor;

import io.smallrye.mutiny.Uni;
import io.voiceforge.activity.ActivityProvider;
import io.voiceforge.activity.ActivityRequest;
import io.voiceforge.activity.VoiceActivity;
import io.voiceforge.audio.AudioFormatException;
import io.voiceforge.call.Operation;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.memory.MemoryBudget;
import io.voiceforge.observe.Metrics;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.stream.CallerContext;
import io.voiceforge.vad.SileroNetwork;

/**
 * Detects voice activity without an external provider: with the Silero network, or by loudness alone where that cannot be. It has
 * threads of its own, half as many as there are processors, so that speech under way keeps the rest.
 */
final class LocalActivity implements ActivityProvider, AutoCloseable {

    private final Optional<SileroNetwork> network;
    private final Duration chain;
    private final ThreadPoolExecutor workers;
    private final MemoryBudget memory;
    private final Metrics metrics;

    /**
     * @param network empty if it cannot be used
     * @param chain the time that a call has; the network may take half of what is left of it
     */
    LocalActivity(Optional<SileroNetwork> network, Duration chain, MemoryBudget memory, Metrics metrics) {
        this.network = network;
        this.chain = chain;
        this.workers = Threads.pool("voice-activity", Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        this.memory = memory;
        this.metrics = metrics;
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
    public Uni<VoiceActivity> detect(ActivityRequest request, Attempt attempt) {
        long start = System.nanoTime();
        Duration networkTime = chain.minusNanos(attempt.timer().sinceReadNanos()).dividedBy(2);
        return new Listening(request, network, networkTime, attempt.cancellation(), workers, memory).through()
                .emitOn(CallerContext.executor())
                .onFailure(AudioFormatException.class).transform(unreadable -> new ProviderFailure.NotOffered(
                        "local: audio cannot be decoded", ApiException.of(ErrorCode.UNSUPPORTED_FORMAT, "audio",
                                unreadable.getMessage()
                                        + " Without a Space, WAV, MP3, FLAC, and Opus in Ogg or WebM are read")))
                .onItem().invoke(() -> {
                    metrics.providerCall(ProviderId.LOCAL.name(), Operation.VAD.wireName(), "success");
                    metrics.firstByte(ProviderId.LOCAL.name(), Operation.VAD.wireName(), System.nanoTime() - start);
                })
                .onFailure().invoke(failure -> metrics.providerCall(ProviderId.LOCAL.name(), Operation.VAD.wireName(),
                        failure instanceof ProviderFailure.NotOffered ? "rejected_caller"
                                : failure instanceof CancellationException ? "cancelled" : "unavailable"));
    }

    /** Ends the threads when they have no work left. */
    @Override
    public void close() {
        workers.shutdown();
    }
}
