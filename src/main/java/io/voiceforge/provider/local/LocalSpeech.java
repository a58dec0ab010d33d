package io.voiceforge.provider.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.audio.AudioStream;
import io.voiceforge.call.Cancellation;
import io.voiceforge.call.Operation;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.observe.Metrics;
import io.voiceforge.observe.Traces;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.ProviderHealth;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.speech.SpeechProvider;
import io.voiceforge.speech.SpeechRequest;
import io.voiceforge.stream.FirstItem;
import io.voiceforge.voice.VoiceMapping;

/** Speech without an external provider: {@code espeak-ng} if it is installed, and always the embedded English voice. */
final class LocalSpeech implements SpeechProvider, ProviderHealth {

    private final Permits permits;
    private final Duration patience;
    private final FreeTtsEngine embedded;
    /** In the order in which they are tried. */
    private final List<LocalEngine> engines = new ArrayList<>(2);
    private final Metrics metrics;
    private final Traces traces;

    LocalSpeech(LocalConfig config, Metrics metrics, Traces traces) {
        this.traces = traces;
        this.metrics = metrics;
        this.permits = new Permits(config.maxConcurrent());
        this.patience = config.maxWait();
        metrics.gauge("voiceforge.local.waiting", "Callers waiting for the local speech engine", permits::waiting);
        this.embedded = new FreeTtsEngine(config.maxConcurrent());
        if (config.espeakEnabled()) {
            Optional<Path> program = EspeakEngine.find(config.espeakPath().orElse(null), System.getenv("PATH"));
            program.ifPresent(path -> engines.add(new EspeakEngine(path, VoiceMapping::espeakVoice, config.maxConcurrent())));
        }
        engines.add(embedded);
    }

    /** Loads the embedded voice before the first request, if it is the only engine. */
    void warmUp() {
        if (engines.size() == 1) {
            embedded.warmUp();
        }
    }

    /** Stops all engines. */
    void close() {
        engines.forEach(LocalEngine::close);
    }

    @Override
    public boolean isRemote() {
        return false;
    }

    @Override
    public Optional<Name> defaultModel() {
        return Optional.of(new Name(ProviderId.LOCAL.name(), engine()));
    }

    @Override
    public Set<AudioFormat> formats() {
        return Set.of(AudioFormat.PCM);
    }

    @Override
    public Uni<AudioStream> speak(SpeechRequest request, Attempt attempt) {
        List<LocalEngine> able = engines.stream().filter(engine -> engine.canSpeak(request.text(), request.voice())).toList();
        if (able.isEmpty()) {
            return Uni.createFrom().failure(request.text().codePoints().anyMatch(Character::isLetterOrDigit)
                    ? new ProviderFailure.NotOffered("local: the embedded voice reads only Latin script")
                    : ApiException.of(ErrorCode.INVALID_REQUEST, "text", "There is nothing to pronounce in the text"));
        }
        return permits.take(patience, attempt.cancellation()).flatMap(permit -> {
            Uni<AudioStream> speech = speak(able.get(0), request, attempt);
            for (LocalEngine next : able.subList(1, able.size())) {
                speech = speech.onFailure(failure -> !attempt.cancellation().isCancelled())
                        .recoverWithUni(() -> speak(next, request, attempt));
            }
            return speech.onFailure().invoke(permit)
                    .map(audio -> AudioStream.pcm(audio.sampleRateHertz(), audio.body().onTermination().invoke(permit)));
        });
    }

    private Uni<AudioStream> speak(LocalEngine engine, SpeechRequest request, Attempt attempt) {
        Traces.Span span = traces.begin(ProviderId.LOCAL.name(), Operation.SPEECH.wireName());
        long start = System.nanoTime();
        return FirstItem
                .of(untilCancelled(engine.speak(request.text(), request.voice(), request.speed()), attempt.cancellation()),
                        () -> new ProviderFailure.Unavailable("local: no audio"))
                .onItem().invoke(() -> {
                    long nanos = System.nanoTime() - start;
                    attempt.timer().waitedForProvider(nanos);
                    ended("success", span);
                    metrics.firstByte(ProviderId.LOCAL.name(), Operation.SPEECH.wireName(), nanos);
                })
                .onFailure().invoke(() -> {
                    attempt.timer().waitedForProvider(System.nanoTime() - start);
                    ended("unavailable", span);
                })
                .onCancellation().invoke(() -> {
                    attempt.timer().waitedForProvider(System.nanoTime() - start);
                    span.end("cancelled");
                })
                .map(samples -> AudioStream.pcm(engine.sampleRateHertz(), samples));
    }

    /** Otherwise, if the caller left between the first byte and the first read, the engine would keep working for nothing. */
    private static <T> Multi<T> untilCancelled(Multi<T> samples, Cancellation cancellation) {
        return Multi.createFrom().deferred(() -> {
            AtomicReference<Runnable> forget = new AtomicReference<>(() -> {
            });
            return samples.onSubscription().invoke(subscription -> forget.set(cancellation.onCancel(subscription::cancel)))
                    .onTermination().invoke(() -> forget.get().run());
        });
    }

    private void ended(String outcome, Traces.Span span) {
        metrics.providerCall(ProviderId.LOCAL.name(), Operation.SPEECH.wireName(), outcome);
        span.end(outcome);
    }

    @Override
    public ProviderId provider() {
        return ProviderId.LOCAL;
    }

    @Override
    public Uni<Status> status() {
        return Uni.createFrom().item(Status.UP);
    }

    @Override
    public String engine() {
        return engines.get(0).name();
    }
}
