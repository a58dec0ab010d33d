package io.voiceforge.provider.local;

import java.util.List;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;
import io.voiceforge.audio.CodecPool;
import io.voiceforge.observe.Metrics;
import io.voiceforge.observe.Traces;
import io.voiceforge.provider.ProviderAdapter;
import io.voiceforge.provider.ProviderKind;
import io.voiceforge.provider.ProviderSettings;

/** The providers that run in or next to this process and need no external service. */
@ApplicationScoped
class LocalKind implements ProviderKind {

    private static final Logger LOG = Logger.getLogger(LocalKind.class);

    private final LocalSpeech speech;
    private final LocalActivity activity;

    LocalKind(LocalConfig config, CodecPool codecs, Metrics metrics, Traces traces) {
        this.speech = new LocalSpeech(config, metrics, traces);
        this.activity = new LocalActivity(codecs, metrics);
    }

    void onStart(@Observes StartupEvent event) {
        LOG.infof("Local speech: %s", speech.engine());
        speech.warmUp();
    }

    @PreDestroy
    void close() {
        speech.close();
    }

    @Override
    public String name() {
        return "local";
    }

    @Override
    public List<ProviderAdapter> adapters(ProviderSettings settings) {
        return List.of(speech, activity);
    }
}
