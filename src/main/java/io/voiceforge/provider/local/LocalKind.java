package io.voiceforge.provider.local;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;
import io.voiceforge.call.Operation;
import io.voiceforge.memory.MemoryBudget;
import io.voiceforge.observe.Metrics;
import io.voiceforge.observe.Traces;
import io.voiceforge.provider.LimitsConfig;
import io.voiceforge.provider.ProviderAdapter;
import io.voiceforge.provider.ProviderKind;
import io.voiceforge.provider.ProviderSettings;
import io.voiceforge.vad.SileroNetwork;

/** The providers that run in or next to this process and need no external service. */
@ApplicationScoped
class LocalKind implements ProviderKind {

    private static final Logger LOG = Logger.getLogger(LocalKind.class);

    private final LocalSpeech speech;
    private final LocalActivity activity;
    private final Optional<LocalTranscription> transcription;

    LocalKind(LocalConfig config, LimitsConfig limits, MemoryBudget memory, Metrics metrics, Traces traces) {
        this.speech = new LocalSpeech(config, metrics, traces);
        this.activity = new LocalActivity(network(), limits.of(Operation.VAD).chain(), memory, metrics);
        this.transcription = TranscriptionProgram.of(config, System.getenv("PATH"))
                .map(program -> new LocalTranscription(program, config.transcriptionProcesses(),
                        limits.of(Operation.TRANSCRIPTION), metrics, traces));
    }

    private static Optional<SileroNetwork> network() {
        try {
            return Optional.of(SileroNetwork.load());
        } catch (RuntimeException e) {
            LOG.errorf("Voice activity is judged by loudness alone: %s", e.getMessage());
            return Optional.empty();
        }
    }

    void onStart(@Observes StartupEvent event) {
        LOG.infof("Local speech: %s", speech.engine());
        transcription.ifPresent(program -> LOG.infof("Local transcription: %s", program.model()));
        speech.warmUp();
    }

    @PreDestroy
    void close() {
        speech.close();
        activity.close();
        transcription.ifPresent(LocalTranscription::close);
    }

    @Override
    public String name() {
        return "local";
    }

    @Override
    public List<ProviderAdapter> adapters(ProviderSettings settings) {
        return Stream.concat(Stream.of(speech, activity), transcription.stream()).toList();
    }

    @Override
    public Map<Operation, String> chosenModels() {
        return transcription.map(program -> Map.of(Operation.TRANSCRIPTION, program.model())).orElse(Map.of());
    }
}
