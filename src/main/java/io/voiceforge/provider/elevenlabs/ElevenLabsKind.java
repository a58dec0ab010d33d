package io.voiceforge.provider.elevenlabs;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import io.voiceforge.call.Operation;
import io.voiceforge.provider.NamedServer;
import io.voiceforge.provider.ProviderAdapter;
import io.voiceforge.provider.ProviderKind;
import io.voiceforge.provider.ProviderSettings;
import io.voiceforge.provider.http.ProviderEndpoint;
import io.voiceforge.provider.http.ProviderHttp;
import io.voiceforge.provider.http.ProviderProbe;
import io.voiceforge.provider.http.RestClients;
import io.voiceforge.voice.VoiceLibrary;
import io.voiceforge.voice.VoiceNames;

/** Providers that speak ElevenLabs' API. All of them are named. */
@ApplicationScoped
class ElevenLabsKind implements ProviderKind {

    private static final String KEY_HEADER = "xi-api-key";

    private final ProviderHttp http;
    private final RestClients clients;
    private final VoiceLibrary library;

    ElevenLabsKind(ProviderHttp http, RestClients clients, VoiceLibrary library) {
        this.http = http;
        this.clients = clients;
        this.library = library;
    }

    @Override
    public String name() {
        return "elevenlabs";
    }

    @Override
    public Set<Operation> operations() {
        return EnumSet.of(Operation.SPEECH, Operation.TRANSCRIPTION);
    }

    @Override
    public Set<String> settings() {
        return Set.of("voices", "format");
    }

    @Override
    public Set<String> formats() {
        return ElevenLabsSpeech.FORMATS.keySet();
    }

    @Override
    public List<ProviderAdapter> adapters(ProviderSettings settings) {
        ProviderEndpoint endpoint = ProviderEndpoint.withKeyIn(KEY_HEADER, settings);
        ElevenLabsRestClient client = clients.create(ElevenLabsRestClient.class, endpoint.baseUrl(),
                ElevenLabsRestClient.READ_TIMEOUT);
        List<ProviderAdapter> adapters = new ArrayList<>();
        adapters.add(new ProviderProbe(endpoint, () -> client.models(endpoint.authorization())));
        adapters.add(new ElevenLabsModels(settings, endpoint, client));
        if (settings.operations().contains(Operation.SPEECH)) {
            adapters.add(
                    new ElevenLabsSpeech(settings, endpoint,
                            settings.checked("voices",
                                    () -> new VoiceNames(settings.named().map(NamedServer::voices).orElse(Map.of()), library)),
                            http));
            adapters.add(new ElevenLabsVoices(endpoint, client));
        }
        if (settings.operations().contains(Operation.TRANSCRIPTION)) {
            adapters.add(new ElevenLabsTranscription(settings, endpoint, http));
        }
        return adapters;
    }
}
