package io.voiceforge.provider.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.audio.AudioStream;
import io.voiceforge.call.Call;
import io.voiceforge.call.From;
import io.voiceforge.call.Operation;
import io.voiceforge.call.Provider;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.observe.Metrics;
import io.voiceforge.observe.ProviderState;
import io.voiceforge.observe.Traces;
import io.voiceforge.speech.SpeechProvider;
import io.voiceforge.speech.SpeechRequest;
import io.voiceforge.stream.FirstItem;
import io.voiceforge.voice.VoiceMapping;

/** Speech without anybody's help: {@code espeak-ng} where it is installed, and the embedded English voice always. */
@ApplicationScoped
@From(Provider.LOCAL)
class LocalSpeech implements SpeechProvider, ProviderState {

    private static final Logger LOG = Logger.getLogger(LocalSpeech.class);

    private final Places places;
    private final Duration patience;
    private final FreeTtsEngine embedded;
    /** In the order in which they are asked. */
    private final List<LocalEngine> engines = new ArrayList<>(2);
    private final Metrics metrics;
    private final Traces traces;

    LocalSpeech(VoiceForgeConfig config, Metrics metrics, Traces traces) {
        this.traces = traces;
        VoiceForgeConfig.Local local = config.local();
        this.metrics = metrics;
        this.places = new Places(local.maxConcurrent());
        this.patience = local.maxWait();
        metrics.gauge("voiceforge.local.waiting", "Callers who wait for the local speech engine", places::waiting);
        this.embedded = new FreeTtsEngine(local.maxConcurrent());
        if (local.espeakEnabled()) {
            Optional<Path> program = EspeakEngine.find(local.espeakPath().orElse(null), System.getenv("PATH"));
            program.ifPresent(path -> engines.add(new EspeakEngine(path, VoiceMapping::espeakVoice, local.maxConcurrent())));
        }
        engines.add(embedded);
    }

    void onStart(@Observes StartupEvent event) {
        LOG.infof("Local speech: %s", engine());
        if (engines.size() == 1) {
            embedded.warmUp();
        }
    }

    @PreDestroy
    void close() {
        engines.forEach(LocalEngine::close);
    }

    @Override
    public Set<AudioFormat> formats() {
        return Set.of(AudioFormat.PCM);
    }

    @Override
    public Uni<AudioStream> speak(SpeechRequest request, Call call) {
        List<LocalEngine> able = engines.stream().filter(engine -> engine.canSpeak(request.text(), request.voice())).toList();
        if (able.isEmpty()) {
            return Uni.createFrom().failure(request.text().codePoints().anyMatch(Character::isLetterOrDigit)
                    ? new ProviderFailure.NotOffered("local: the embedded voice reads the Latin script only")
                    : ApiException.of(ErrorCode.INVALID_REQUEST, "text", "There is nothing to pronounce in the text"));
        }
        return places.take(patience, call).flatMap(place -> {
            Uni<AudioStream> speech = speak(able.get(0), request, call);
            for (LocalEngine next : able.subList(1, able.size())) {
                speech = speech.onFailure(failure -> !call.isCancelled()).recoverWithUni(() -> speak(next, request, call));
            }
            return speech.onFailure().invoke(place)
                    .map(audio -> AudioStream.pcm(audio.sampleRateHertz(), audio.body().onTermination().invoke(place)));
        });
    }

    private Uni<AudioStream> speak(LocalEngine engine, SpeechRequest request, Call call) {
        Traces.Span span = traces.begin(Provider.LOCAL, Operation.SPEECH);
        long start = System.nanoTime();
        return FirstItem.of(untilCancelled(engine.speak(request.text(), request.voice(), request.speed()), call),
                () -> new ProviderFailure.Unavailable("local: no audio"))
                .onItem().invoke(() -> {
                    long nanos = System.nanoTime() - start;
                    call.waitedForProvider(nanos);
                    ended("success", span);
                    metrics.firstByte(Provider.LOCAL.wireName(), Operation.SPEECH.wireName(), nanos);
                })
                .onFailure().invoke(() -> {
                    call.waitedForProvider(System.nanoTime() - start);
                    ended("unavailable", span);
                })
                .onCancellation().invoke(() -> {
                    call.waitedForProvider(System.nanoTime() - start);
                    span.end("cancelled");
                })
                .map(samples -> AudioStream.pcm(engine.sampleRateHertz(), samples));
    }

    /** A caller who leaves between the first byte and the reading of it would leave an engine at work for nobody. */
    private static <T> Multi<T> untilCancelled(Multi<T> samples, Call call) {
        return Multi.createFrom().deferred(() -> {
            AtomicReference<Runnable> forget = new AtomicReference<>(() -> {
            });
            return samples.onSubscription().invoke(subscription -> forget.set(call.onCancel(subscription::cancel)))
                    .onTermination().invoke(() -> forget.get().run());
        });
    }

    private void ended(String outcome, Traces.Span span) {
        metrics.providerCall(Provider.LOCAL.wireName(), Operation.SPEECH.wireName(), outcome);
        span.end(outcome);
    }

    @Override
    public Provider provider() {
        return Provider.LOCAL;
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
