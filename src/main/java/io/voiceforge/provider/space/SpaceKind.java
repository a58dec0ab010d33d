package io.voiceforge.provider.space;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import io.voiceforge.call.Operation;
import io.voiceforge.provider.ProviderAdapter;
import io.voiceforge.provider.ProviderKind;
import io.voiceforge.provider.ProviderSettings;
import io.voiceforge.provider.http.ProviderEndpoint;
import io.voiceforge.provider.http.ProviderHttp;
import io.voiceforge.provider.http.RestClients;

/** Hugging Face Spaces with the VoiceForge models. */
@ApplicationScoped
class SpaceKind implements ProviderKind {

    /** The speech models. */
    static final Set<String> SPEECH_MODELS = Set.of("indic-parler-tts", "parler-tts-multilingual", "chatterbox",
            "higgs_audio_v2",
            "styletts2");

    private final ProviderHttp http;
    private final RestClients clients;
    private final SpaceConfig config;
    private final List<SpaceHealth> watched = new CopyOnWriteArrayList<>();

    SpaceKind(ProviderHttp http, RestClients clients, SpaceConfig config) {
        this.http = http;
        this.clients = clients;
        this.config = config;
    }

    @PreDestroy
    void close() {
        watched.forEach(SpaceHealth::close);
    }

    @Override
    public String name() {
        return "space";
    }

    @Override
    public Set<Operation> operations() {
        return EnumSet.of(Operation.SPEECH, Operation.TRANSCRIPTION, Operation.VAD, Operation.CHAT);
    }

    @Override
    public List<ProviderAdapter> adapters(ProviderSettings settings) {
        ProviderEndpoint endpoint = new ProviderEndpoint(settings, SpaceStatus::failure);
        SpaceHealth health = new SpaceHealth(endpoint, clients, config);
        watched.add(health);
        SpaceClient space = new SpaceClient(endpoint, health, http);
        return List.of(health, new SpaceModels(endpoint, clients), new SpaceSpeech(space), new SpaceTranscription(space),
                new SpaceActivity(space), new SpaceChat(space));
    }

    @Override
    public boolean ownsModel(Operation operation, String model) {
        return operation == Operation.SPEECH && SPEECH_MODELS.contains(model);
    }
}
