package io.voiceforge.provider.openai;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.voiceforge.audio.AudioFormat;
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

/** Providers that speak OpenAI's API. */
@ApplicationScoped
class OpenAiKind implements ProviderKind {

    private final ProviderHttp http;
    private final RestClients clients;
    private final VoiceLibrary library;

    OpenAiKind(ProviderHttp http, RestClients clients, VoiceLibrary library) {
        this.library = library;
        this.http = http;
        this.clients = clients;
    }

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public Set<Operation> operations() {
        return EnumSet.of(Operation.SPEECH, Operation.TRANSCRIPTION, Operation.CHAT);
    }

    @Override
    public Set<String> settings() {
        return Set.of("voices", "format", "transcription-path", "members");
    }

    @Override
    public Set<String> formats() {
        return SpeechForm.FORMATS.stream().map(AudioFormat::wireName).collect(Collectors.toSet());
    }

    @Override
    public List<ProviderAdapter> adapters(ProviderSettings settings) {
        ProviderEndpoint endpoint = new ProviderEndpoint(settings);
        OpenAiRestClient client = clients.create(OpenAiRestClient.class, endpoint.baseUrl(), OpenAiRestClient.READ_TIMEOUT);
        List<ProviderAdapter> adapters = new ArrayList<>();
        adapters.add(new ProviderProbe(endpoint, () -> client.models(endpoint.authorization())));
        adapters.add(new OpenAiModels(settings, endpoint, client));
        if (settings.operations().contains(Operation.SPEECH)) {
            adapters.add(new OpenAiSpeech(settings, endpoint,
                    new SpeechForm(settings.named(),
                            settings.checked("voices",
                                    () -> new VoiceNames(settings.named().map(NamedServer::voices).orElse(Map.of()), library))),
                    http));
            if (settings.named().isPresent()) {
                adapters.add(new OpenAiVoices(endpoint, client));
            }
        }
        if (settings.operations().contains(Operation.TRANSCRIPTION)) {
            adapters.add(new OpenAiTranscription(settings, endpoint, http));
        }
        if (settings.operations().contains(Operation.CHAT)) {
            adapters.add(new OpenAiChat(settings, endpoint, http));
        }
        return adapters;
    }

    @Override
    public boolean ownsModel(Operation operation, String model) {
        return switch (operation) {
            case SPEECH -> model.startsWith("tts-") || model.startsWith("gpt-");
            case TRANSCRIPTION -> model.startsWith("whisper-1") || model.startsWith("gpt-");
            default -> false;
        };
    }
}
