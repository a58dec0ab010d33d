package io.voiceforge.provider.openai;

import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.http.ProviderEndpoint;
import io.voiceforge.provider.http.UnaryResponses;
import io.voiceforge.voice.OwnVoice;
import io.voiceforge.voice.ProviderVoices;
import io.voiceforge.voice.VoiceSource;

/** The voices that a server lists at {@code audio/voices}, as objects or as names; many servers list none. */
final class OpenAiVoices implements VoiceSource {

    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;

    private final ProviderEndpoint endpoint;
    private final OpenAiRestClient client;

    OpenAiVoices(ProviderEndpoint endpoint, OpenAiRestClient client) {
        this.endpoint = endpoint;
        this.client = client;
    }

    @Override
    public ProviderId provider() {
        return endpoint.provider();
    }

    @Override
    public Uni<List<OwnVoice>> voices() {
        return client.voices(endpoint.authorization()).map(response -> {
            if (response.getStatus() == NOT_FOUND || response.getStatus() == METHOD_NOT_ALLOWED) {
                response.close();
                return List.of();
            }
            return voices(UnaryResponses.object(endpoint, response));
        });
    }

    private List<OwnVoice> voices(JsonObject answer) {
        JsonArray voices = answer.getValue("voices") instanceof JsonArray array ? array : new JsonArray();
        return voices.stream().map(this::voice).flatMap(Optional::stream).distinct().limit(ProviderVoices.MAX_PER_PROVIDER)
                .toList();
    }

    private Optional<OwnVoice> voice(Object element) {
        Object id = element;
        Object title = element;
        if (element instanceof JsonObject voice) {
            id = voice.getValue("id", voice.getValue("voice_id", voice.getValue("name")));
            title = voice.getValue("name", id);
        }
        return id instanceof String name && OwnVoice.isValid(name)
                ? Optional.of(new OwnVoice(provider(), name, title instanceof String text ? text : name, null, null))
                : Optional.empty();
    }
}
